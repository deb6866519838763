import { existsSync, readFileSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { printable } from '../../lib/config/printable';
import { makePrivateFolder } from '../../lib/node/private-file';

const ARCHIVE = 'archive';

/**
 * Moves the state of a host, with Terraform's backup of it, into `state/archive`; nothing is ever deleted there.
 *
 * @returns the archived file
 * @throws when Terraform works on it
 */
export function archiveState(stateFile: string, now = new Date()): string {
  const holder = lockHolder(stateFile);
  if (holder !== undefined) {
    throw new Error(
      `${stateFile} is locked by ${holder}; let that end, or, if it is no more, remove ${lockFile(stateFile)}`,
    );
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

/** Terraform's note of who works on a state. */
function lockFile(stateFile: string): string {
  return join(dirname(stateFile), `.${basename(stateFile)}.lock.info`);
}

function lockHolder(stateFile: string): string | undefined {
  if (!existsSync(lockFile(stateFile))) return undefined;
  try {
    const { Operation, Who, Created } = JSON.parse(readFileSync(lockFile(stateFile), 'utf8')) as {
      readonly [name: string]: string;
    };
    return printable(`${Operation} of ${Who} since ${Created}`, 200);
  } catch {
    return 'another program';
  }
}
