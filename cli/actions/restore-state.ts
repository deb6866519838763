import { errorSentence } from '../../lib/node/file/file-fault';
import { basename, relative } from 'node:path';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { formatProblems } from '../../lib/config/problem';
import { firstOf, printable } from '../../lib/config/printable';
import { readConfiguration } from '../../lib/config/read-configuration';
import { Project } from '../../lib/node/project';
import { RESTORE_STATE, erroredStateIn } from '../../lib/node/terraform/errored-state';
import {
  ErroredState,
  restoration,
  restoreState as putBack,
} from '../../fleet/terraform/state-restoration';
import { cannotBeAgreed } from './change/change-fleet';
import { confirmed } from './change/confirmation';
import { ExitCode } from '../report/exit-code';
import { notice } from '../report/notice';
import { owningProject } from './session/owning-project';
import { print } from '../report/output';
import { Refusal } from './session/refusal';

export interface RestoreStateOptions {
  /** The XML. */
  readonly config?: string;
  readonly yes?: boolean;
}

/** Characters of a sentence about one state. */
const LONGEST = 1000;

/** Names in a question. */
const MOST_NAMES = 3;

/** `quantum-kvm restore-state`: puts back what Terraform has applied and could not write into its states. */
export async function restoreState(options: RestoreStateOptions): Promise<number | Refusal> {
  return owningProject(options.config, RESTORE_STATE, () => restoreStates(options));
}

async function restoreStates({ config, yes }: RestoreStateOptions): Promise<number | Refusal> {
  const file = config ?? defaultConfigurationFile();
  const project = Project.of(file);
  const { configuration, problems } = readConfiguration(file);
  if (!configuration) return Refusal.ofProblems(problems);
  if (problems.length > 0) notice(formatProblems(problems));
  const found = erroredStates(project);
  if (found.length === 0) {
    print(process.stdout, 'there is no state that Terraform could not write');
    return ExitCode.done;
  }
  const agreeable = cannotBeAgreed(RESTORE_STATE, { yes });
  if (agreeable) return agreeable;
  const restorable = found.filter(isRestorable);
  const refused = found.length - restorable.length;
  const failed = (count: number) => (count > 0 ? ExitCode.failed : ExitCode.done);
  if (restorable.length === 0) return failed(refused);
  if (!yes && !(await agreed(restorable))) return Refusal.of('nothing was changed');
  return failed(refused + restorable.filter((state) => !isPutBack(state)).length);
}

/** Of all stacks, also of hosts that are no longer in the range. */
function erroredStates(project: Project): ErroredState[] {
  return project.synthesizedStacks.flatMap((id) => {
    const errored = erroredStateIn(project.stackFolders(id));
    return errored === undefined ? [] : [{ errored, stateFile: project.stateFile(id) }];
  });
}

/** Says what is to be done to a state, or why nothing is. */
function isRestorable(state: ErroredState): boolean {
  const found = restoration(state);
  const said =
    found.kind === 'restorable' ? `${relative('.', state.stateFile)}: ${found.text}` : found.reason;
  notice(printable(said, LONGEST));
  return found.kind === 'restorable';
}

function agreed(states: readonly ErroredState[]): Promise<boolean> {
  const what = states.length === 1 ? 'the state' : `${states.length} states`;
  const names = states.map(({ stateFile }) => basename(stateFile));
  return confirmed(`put back ${what} ${firstOf(names, MOST_NAMES)}?`);
}

function isPutBack(state: ErroredState): boolean {
  try {
    const archived = putBack(state);
    const kept = archived === undefined ? '' : `; the former is kept as ${relative('.', archived)}`;
    print(
      process.stdout,
      printable(`${relative('.', state.stateFile)} is put back${kept}`, LONGEST),
    );
    return true;
  } catch (error) {
    const reason = errorSentence(error);
    notice(`quantum-kvm: ${state.errored} is not put back and stays: ${reason}`);
    return false;
  }
}
