import { Command, CommanderError } from 'commander';
import { BUNDLED_PROVIDERS } from '../lib/node/provider/bundled-provider';
import { keepFilesPrivate } from '../lib/node/file/private-file';
import { addAdopt } from './commands/adopt-command';
import { addCheck } from './commands/check-command';
import { addCompletion } from './commands/completion-command';
import { addConsole } from './commands/console-command';
import { addDeploy } from './commands/deploy-command';
import { addDestroy } from './commands/destroy-command';
import { addInit } from './commands/init-command';
import { addKitPackages } from './commands/kit-packages-command';
import { addLog } from './commands/log-command';
import { addPlan } from './commands/plan-command';
import { addPrepare } from './commands/prepare-command';
import { addRestoreState } from './commands/restore-state-command';
import { addRetire } from './commands/retire-command';
import { addStatus } from './commands/status-command';
import { addExamples } from './options/examples';
import { ExitCode, exitCodesText } from './report/exit-code';
import { print } from './report/output';
import { reportUnforeseen } from './report/unforeseen';

/** In the order of the help. */
const COMMANDS = [
  addInit,
  addCheck,
  addPlan,
  addDeploy,
  addDestroy,
  addPrepare,
  addStatus,
  addConsole,
  addLog,
  addKitPackages,
  addRetire,
  addAdopt,
  addRestoreState,
  addCompletion,
];

/** The `quantum-kvm` command with all its subcommands. */
export function program(): Command {
  const command = new Command('quantum-kvm')
    .description('ZettaStor DBS virtual machines on KVM hosts, as infrastructure as code')
    .version(BUNDLED_PROVIDERS[0]?.version ?? '')
    .showHelpAfterError(helpHint('quantum-kvm'))
    .configureOutput({
      writeOut: (text) => print(process.stdout, text),
      writeErr: (text) => print(process.stderr, text),
    })
    .exitOverride()
    .hook('preAction', keepFilesPrivate);
  COMMANDS.forEach((add) => add(command));
  command.commands.forEach((one) => {
    one.showHelpAfterError(helpHint(`quantum-kvm ${one.name()}`));
    addExamples(one);
  });
  command.addHelpText('afterAll', `\nExit codes:\n${exitCodesText()}`);
  return command;
}

/** What a wrong command line ends with. */
function helpHint(command: string): string {
  return `(${command} --help tells what there is)`;
}

/**
 * Runs a command to its end, whatever that is: the exit code is set, and nobody is left with a bare trace. The
 * process is not ended here, so that all that was printed comes out, or its loss is told.
 */
export async function run(command: Command, args?: readonly string[]): Promise<void> {
  try {
    await (args ? command.parseAsync(args, { from: 'user' }) : command.parseAsync());
  } catch (error) {
    if (!(error instanceof CommanderError)) reportUnforeseen(error);
    // commander ends with 1 for a wrong command line; here that is the code of failed hosts.
    else process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.wrongInput;
  }
}
