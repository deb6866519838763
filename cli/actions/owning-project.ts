import { existsSync } from 'node:fs';
import { defaultConfigurationFile } from '../../lib/config/configuration-file';
import { Project } from '../../lib/node/project';
import { projectFault } from '../../lib/node/project-access';
import { Obstacle, RunLock, RunOwner, ownerText } from '../../lib/node/run-lock';
import { notice } from '../report/notice';
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
  const project = Project.of(config ?? defaultConfigurationFile());
  // What is wrong with the XML, the work says.
  if (!existsSync(project.configFile)) return work();
  const fault = projectFault(project);
  if (fault !== undefined) return Refusal.of(fault);
  const lock = RunLock.take(project, command);
  if (!(lock instanceof RunLock)) return Refusal.failed(sentenceOf(lock, command, project));
  if (lock.broken) notice(brokenNote(lock.broken));
  try {
    return await work();
  } finally {
    lock.release();
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
