import { accessSync, chmodSync, constants, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { firstOf, printable } from '../config/printable';
import { writeAtomically } from '../node/file/atomic-file';
import { errorSentence } from '../node/file/file-fault';
import { FileLock } from '../node/file/file-lock';
import { entriesOf, isThere } from '../node/file/folder-entries';
import { KitFile, PARTIAL_FOLDER, SUMS_FILE, isWhole, readSums, sumsText } from './kit-sums';

/** Nothing of it is secret, and others carry it on. */
const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;

/** How many files a folder got, and what it holds now. */
export interface FilledFolder {
  readonly files: number;
  readonly bytes: number;
  readonly added: number;
}

/** A folder for the packages of one system, as `kvm.packages.directory` names it. */
export class KitFolder {
  constructor(readonly path: string) {}

  /** Where a package manager works until all is there. */
  get partial(): string {
    return join(this.path, PARTIAL_FOLDER);
  }

  /** Why it cannot take the packages of a system, one sentence. */
  fault(system: string): string | undefined {
    try {
      return this.writeFault() ?? this.contentFault(system);
    } catch (error) {
      return errorSentence(error, this.path);
    }
  }

  /** Makes it, for one run at a time. @returns undefined: another one fills it */
  begin(): FileLock | undefined {
    if (!isThere(this.path)) {
      mkdirSync(this.path, { recursive: true });
      chmodSync(this.path, FOLDER_MODE);
    }
    mkdirSync(this.partial, { recursive: true });
    return FileLock.take(join(this.partial, 'lock'));
  }

  /** Whether a package is there already. */
  has(file: KitFile): boolean {
    return isWhole(this.path, file);
  }

  /**
   * Gives the packages their names, each in one step, and takes away those that newer ones replace.
   *
   * @param from where those are that are not there yet
   */
  complete(system: string, files: readonly KitFile[], from: string): FilledFolder {
    const missing = files.filter((file) => !this.has(file));
    const before = readSums(this.path)?.files ?? [];
    // First in the partial folder: a run that goes on after this one was ended knows the new files by it.
    const text = sumsText({ system, files });
    writeAtomically(join(this.partial, SUMS_FILE), text, FILE_MODE);
    for (const { name } of missing) {
      chmodSync(join(from, name), FILE_MODE);
      renameSync(join(from, name), join(this.path, name));
    }
    const kept = new Set(files.map(({ name }) => name));
    const replaced = before.filter(({ name }) => !kept.has(name));
    for (const { name } of replaced) rmSync(join(this.path, name), { force: true });
    writeAtomically(join(this.path, SUMS_FILE), text, FILE_MODE);
    rmSync(this.partial, { recursive: true });
    const sizes = files.map(({ name }) => statSync(join(this.path, name)).size);
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    return { files: files.length, bytes, added: missing.length };
  }

  private writeFault(): string | undefined {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats && !stats.isDirectory())
      return `${this.path} is a file; name a folder for the packages`;
    let place = this.path;
    while (!isThere(place)) place = dirname(place);
    try {
      accessSync(place, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      return errorSentence(error, place);
    }
  }

  private contentFault(system: string): string | undefined {
    const there = readSums(this.path);
    if (there && there.system !== system) {
      return `${this.path} has packages for ${printable(there.system)}, and the hosts run ${system}; name another folder`;
    }
    const ours = [...(there?.files ?? []), ...(readSums(this.partial)?.files ?? [])];
    const known = new Set([SUMS_FILE, PARTIAL_FOLDER, ...ours.map(({ name }) => name)]);
    const strange = entriesOf(this.path).filter((name) => !known.has(name));
    return strange.length === 0
      ? undefined
      : `${this.path} holds ${firstOf(strange)}, which is not of this command; name an empty folder, or one that is not there`;
  }
}
