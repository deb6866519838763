import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makePrivateFolder } from '../../lib/node/private-file';
import { lockNoteFile, stateLock } from '../../lib/node/state-lock';

const ARCHIVE = 'archive';

/**
 * Moves the state of a host, with Terraform's backup of it, into `state/archive`; nothing is ever deleted there.
 *
 * @returns the archived file
 * @throws when Terraform works on it
 */
export function archiveState(stateFile: string, now = new Date()): string {
  const lock = stateLock(stateFile);
  if (lock) {
    const gone =
      lock.pid === undefined ? `, or, if it is no more, remove ${lockNoteFile(stateFile)}` : '';
    throw new Error(`${stateFile} is locked by ${lock.holder}; let that end${gone}`);
  }
  const folder = join(dirname(stateFile), ARCHIVE);
  makePrivateFolder(folder);
  const time = now.toISOString().replace(/[-:.]/g, '');
  const archived = join(folder, `${time}-${basename(stateFile)}`);
  const backup = `${stateFile}.backup`;
  if (existsSync(backup)) renameSync(backup, `${archived}.backup`);
  renameSync(stateFile, archived);
  return archived;
}
