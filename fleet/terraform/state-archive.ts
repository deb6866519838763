import { existsSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { backupOf } from '../../lib/node/terraform/state-file';
import { makePrivateFolder } from '../../lib/node/file/private-file';
import { lockNoteFile, stateLock } from '../../lib/node/terraform/state-lock';

const ARCHIVE = 'archive';

/**
 * Moves the state of a host, with Terraform's backup of it, into `state/archive`; nothing is ever deleted there.
 *
 * @returns the archived file
 * @throws when Terraform works on it
 */
export function archiveState(stateFile: string, now = new Date()): string {
  const locked = lockFault(stateFile);
  if (locked !== undefined) throw new Error(locked);
  const archived = archiveFile(stateFile, now);
  const backup = backupOf(stateFile);
  if (existsSync(backup)) renameSync(backup, backupOf(archived));
  renameSync(stateFile, archived);
  return archived;
}

/** A file of the archive, which it makes, for what is put there at this time. */
export function archiveFile(stateFile: string, now: Date): string {
  const folder = join(dirname(stateFile), ARCHIVE);
  makePrivateFolder(folder);
  const time = now.toISOString().replace(/[-:.]/g, '');
  return join(folder, `${time}-${basename(stateFile)}`);
}

/** Why a state may not be touched; undefined: no Terraform works on it. */
export function lockFault(stateFile: string): string | undefined {
  const lock = stateLock(stateFile);
  if (!lock) return undefined;
  const gone =
    lock.pid === undefined ? `, or, if it is no more, remove ${lockNoteFile(stateFile)}` : '';
  return `${stateFile} is locked by ${lock.holder}; let that end${gone}`;
}
