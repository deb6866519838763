import { defaultConfigurationFile } from '../../../lib/config/configuration-file';
import { readConfiguration } from '../../../lib/config/read-configuration';
import { errorSentence } from '../../../lib/node/file/file-fault';
import { Project } from '../../../lib/node/project';
import { projectFault } from '../../../lib/node/project-access';
import { Obstacle, RunLock, RunOwner, ownerText } from '../../../lib/node/run-lock';
import { notice } from '../../report/notice';
import { Refusal } from './refusal';

/**
 * Does the work of a command that changes hosts, state or notes as the only one in its project: it reads and
 * plans what no other changes meanwhile. Refused, at once, while another one runs.
 *
 * @param config the XML as the operator named it
 */
export async function owningProject(
  config: string | undefined,
  command: string,
  work: () => Promise<number | Refusal>,
): Promise<number | Refusal> {
  const file = config ?? defaultConfigurationFile();
  // Where there is no project, nothing is to be made.
  const { configuration, problems } = readConfiguration(file);
  if (!configuration) return Refusal.ofProblems(problems);
  const project = Project.of(file);
  const fault = projectFault(project);
  if (fault !== undefined) return Refusal.of(fault);
  const lock = taken(project, command);
  if (lock instanceof Refusal) return lock;
  if (!(lock instanceof RunLock)) return Refusal.failed(sentenceOf(lock, command, project));
  if (lock.broken) notice(brokenNote(lock.broken));
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function taken(project: Project, command: string): RunLock | Obstacle | Refusal {
  try {
    return RunLock.take(project, command);
  } catch (error) {
    return Refusal.of(`${command} was not begun: ${errorSentence(error)}`);
  }
}

function sentenceOf({ kind, owner }: Obstacle, command: string, project: Project): string {
  const { folder, runLockFile } = project;
  if (kind === 'elsewhere') {
    return `${command} was not begun: ${ownerText(owner)} is noted as running in ${folder}, on another machine than this one, and whether it still runs cannot be seen from here; let it end there, or, if that machine is gone for good, remove ${runLockFile}`;
  }
  const who = owner ? ownerText(owner) : 'another run';
  return `${command} was not begun: ${who} is running in ${folder}, and one run at a time may change it; wait until it has ended, or end it there (Ctrl-C once: it ends what it has begun)`;
}

function brokenNote(owner: RunOwner): string {
  return `quantum-kvm: note: ${ownerText(owner)} ended without completing; a Terraform that it started may still end its work, and is waited for`;
}
