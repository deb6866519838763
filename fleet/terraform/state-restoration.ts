import { readFileSync, rmSync, statSync } from 'node:fs';
import { writeAtomically } from '../../lib/node/file/atomic-file';
import { PRIVATE_FILE } from '../../lib/node/file/private-file';
import { backupOf, readState, resourcesText } from '../../lib/node/terraform/state-file';
import { erroredStateFile } from '../../lib/node/terraform/errored-state';
import { State, StateDamage, isDamaged, stateOf } from '../../lib/node/terraform/state-text';
import { archiveFile, lockFault } from './state-archive';

/** A state that Terraform could not write, and the file that it belongs into. */
export interface ErroredState {
  readonly errored: string;
  readonly stateFile: string;
}

/** What is to be put back, in words; or why it may not be. */
export type Restoration =
  | { readonly kind: 'restorable'; readonly text: string }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Whether an errored state is the successor of the state that it could not be written to: the same lineage, not
 * an older serial, and a state that nobody has written since. Terraform raises the serial only after its backup
 * is written: where that failed, both have the same.
 */
export function restoration({ errored, stateFile }: ErroredState): Restoration {
  const state = readState(errored);
  if (!state) return refused(`${errored} is gone`);
  if (isDamaged(state)) {
    return refused(`${errored}: ${state.damage}; nothing can be put back from it: move it away`);
  }
  const current = readState(stateFile);
  const obstacle =
    lockFault(stateFile) ??
    (current && !isSame(errored, stateFile)
      ? obstacleOf(errored, state, stateFile, current)
      : undefined);
  if (obstacle !== undefined) return refused(obstacle);
  return { kind: 'restorable', text: `${worded(current)} → ${worded(state)}` };
}

/**
 * Puts an errored state in its place. Both the file that was there and the errored one are kept in the archive.
 * Interrupted at any point, it can be done again.
 *
 * @returns the archived file that was in its place; undefined: there was none
 */
export function restoreState(
  { errored, stateFile }: ErroredState,
  now = new Date(),
): string | undefined {
  const content = readFileSync(errored);
  const archived = archiveFile(stateFile, now);
  const replaced = readState(stateFile) !== undefined;
  if (replaced) writeAtomically(archived, readFileSync(stateFile), PRIVATE_FILE);
  writeAtomically(stateFile, content, PRIVATE_FILE);
  writeAtomically(`${archived}.errored`, content, PRIVATE_FILE);
  rmSync(errored);
  return replaced ? archived : undefined;
}

/**
 * Keeps what Terraform printed because it could write the state into no file, not even into the errored one.
 *
 * @param document as Terraform printed it
 */
export function keepPrintedState(stackFolder: string, document: unknown): void {
  const text = JSON.stringify(document);
  if (isDamaged(stateOf(text))) return;
  try {
    writeAtomically(erroredStateFile(stackFolder), text, PRIVATE_FILE);
  } catch {
    // The disk is still full. It stands in the log, as what is said of the file tells.
  }
}

/** Put back before, and interrupted then. */
function isSame(errored: string, stateFile: string): boolean {
  try {
    return readFileSync(errored).equals(readFileSync(stateFile));
  } catch {
    return false;
  }
}

function obstacleOf(
  errored: string,
  state: State,
  stateFile: string,
  current: State | StateDamage,
): string | undefined {
  if (isDamaged(current)) return obstacleOfDamaged(errored, state, stateFile, current);
  const otherwise = `see which of them is right; to put ${errored} in its place nevertheless, move ${stateFile} away and repeat`;
  if (current.lineage !== state.lineage) {
    return `${errored} is of another lineage than ${stateFile}; ${otherwise}`;
  }
  if (state.serial < current.serial) {
    return `${errored} has serial ${state.serial}, ${stateFile} the later ${current.serial}; ${otherwise}`;
  }
  if (statSync(stateFile).mtimeMs > statSync(errored).mtimeMs) {
    return `${stateFile} was written after ${errored}; ${otherwise}`;
  }
  return undefined;
}

/** What is left of an unfinished write is known by the backup that Terraform made before it. */
function obstacleOfDamaged(
  errored: string,
  state: State,
  stateFile: string,
  { damage, unfinished }: StateDamage,
): string | undefined {
  const otherwise = `to put ${errored} in its place, move ${stateFile} away and repeat`;
  const backup = readState(backupOf(stateFile));
  const isKnown = backup && !isDamaged(backup);
  if (!unfinished || (!isKnown && statSync(stateFile).size > 0)) {
    return `${stateFile}: ${damage}, so it cannot be compared; ${otherwise}`;
  }
  if (!isKnown || (backup.lineage === state.lineage && backup.serial <= state.serial)) {
    return undefined;
  }
  return `${errored} is of another lineage, or older, than ${backupOf(stateFile)}; ${otherwise}`;
}

function refused(reason: string): Restoration {
  return { kind: 'refused', reason };
}

function worded(state: State | StateDamage | undefined): string {
  if (!state) return 'no state';
  if (isDamaged(state)) return state.damage;
  return `serial ${state.serial} with ${resourcesText(state.resources.length)}`;
}
