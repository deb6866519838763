import { existsSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { printable } from '../../lib/config/printable';
import { backupOf, lockInfoOf } from '../../lib/node/state-file';
import { makePrivateFolder } from '../../lib/node/private-file';

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
  const holder = lockHolder(stateFile);
  if (holder === undefined) return undefined;
  return `${stateFile} is locked by ${holder}; let that end, or, if it is no more, remove ${lockInfoOf(stateFile)}`;
}

function lockHolder(stateFile: string): string | undefined {
  if (!existsSync(lockInfoOf(stateFile))) return undefined;
  try {
    const { Operation, Who, Created } = JSON.parse(readFileSync(lockInfoOf(stateFile), 'utf8')) as {
      readonly [name: string]: string;
    };
    return printable(`${Operation} of ${Who} since ${Created}`, 200);
  } catch {
    return 'another program';
  }
}
