import { Command, CommanderError } from 'commander';
import { BUNDLED_PROVIDERS } from '../lib/node/bundled-provider';
import { addCheckCommand } from './commands/check-command';
import { addFleetCommands } from './commands/fleet-command';
import { ExitCode } from './report/exit-code';

/** The `quantum-kvm` command with all its subcommands. */
export function program(): Command {
  const command = new Command('quantum-kvm')
    .description('ZettaStor DBS virtual machines on KVM hosts, as infrastructure as code')
    .version(BUNDLED_PROVIDERS[0]?.version ?? '')
    .showHelpAfterError('(quantum-kvm --help tells what there is)')
    .exitOverride(exitAsDocumented);
  addCheckCommand(command);
  addFleetCommands(command);
  return command;
}

/** commander ends with 1 for a wrong command line; here that is the code of failed hosts. */
function exitAsDocumented(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? ExitCode.done : ExitCode.wrongInput);
}
