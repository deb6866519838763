import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { lockNoteFile } from './state-lock';
import { State, StateDamage, StateResource, isDamaged, stateOf } from './state-text';

export type { StateResource } from './state-text';

/** Terraform's copy of a state as it was before its last change. */
export function backupOf(stateFile: string): string {
  return `${stateFile}.backup`;
}

/** The resources of a state file; none where there is no file. @throws Error that names a file that cannot be read */
export function resourcesIn(stateFile: string): readonly StateResource[] {
  const state = readState(stateFile);
  if (!state) return [];
  if (!isDamaged(state)) return state.resources;
  throw new Error(`${stateFile}: ${state.damage}; ${cureOf(stateFile, state)}`);
}

/** How many resources a state file holds; one that cannot be read holds something. */
export function resourceCount(stateFile: string): number {
  const state = readState(stateFile);
  if (!state) return 0;
  return isDamaged(state) ? 1 : state.resources.length;
}

/** How many resources, for a person. */
export function resourcesText(count: number): string {
  return count === 1 ? '1 resource' : `${count} resources`;
}

/** The state in a file, or what is there instead; undefined: there is none yet. */
export function readState(stateFile: string): State | StateDamage | undefined {
  try {
    if (!lstatSync(stateFile, { throwIfNoEntry: false })) return undefined;
    if (!statSync(stateFile).isFile()) return { damage: 'this is no file' };
    const text = readFileSync(stateFile, 'utf8');
    return text === '' && isBegun(stateFile) ? undefined : stateOf(text);
  } catch (error) {
    return unreadable(error as NodeJS.ErrnoException);
  }
}

/**
 * Whether nothing was ever written to a state: to lock one that is not there Terraform makes the file, and leaves
 * it behind, with its note, when it is killed before it has something to write. Before it changes a state it
 * makes a backup.
 */
function isBegun(stateFile: string): boolean {
  return existsSync(lockNoteFile(stateFile)) && !existsSync(backupOf(stateFile));
}

function unreadable({ code = 'unknown error' }: NodeJS.ErrnoException): StateDamage {
  if (code === 'ENOENT') {
    return {
      damage: 'this is a symbolic link to a file that is not there',
      cure: 'make its target available again, for example mount what it is on',
    };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return {
      damage: `the state cannot be read by this user (${code})`,
      cure: 'run as its owner, or give it back to this user ("ls -l" shows the owner of each folder on the way)',
    };
  }
  return {
    damage: `the state cannot be read (${code})`,
    cure: 'see whether its file system is well ("dmesg" has its errors), then repeat',
  };
}

/** What to do about a damaged state: of what it can be restored from, only what is there is named. */
export function cureOf(stateFile: string, { cure }: StateDamage): string {
  if (cure !== undefined) return cure;
  const file = backupOf(stateFile);
  const backup = readState(file);
  if (!backup)
    return 'restore it from version control or from a copy; there is no backup beside it';
  if (isDamaged(backup))
    return 'restore it from version control or from a copy; the backup beside it is damaged too';
  const { serial, resources } = backup;
  return `restore it from version control, or from its backup of serial ${serial} with ${resourcesText(resources.length)}, as before the last change: "cp ${file} ${stateFile}"`;
}
