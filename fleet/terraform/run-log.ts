import { closeSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { escaped } from '../../lib/config/printable';
import { writeAtomically } from '../../lib/node/atomic-file';
import { PRIVATE_FILE, makePrivateFolder } from '../../lib/node/private-file';

/**
 * The log files of one run, one per host: what its Terraform processes print, an event per line.
 * Readable by their owner alone.
 */
export class RunLog {
  readonly folder: string;

  /**
   * @param folder holds those of all runs
   * @param command what is run, for the name of its own
   */
  constructor(folder: string, command: string, started = new Date()) {
    const time = started.toISOString().replace(/[-:]/g, '').replace(/\..*/, '');
    this.folder = resolve(folder, `${time}-${command}-${process.pid}`);
  }

  /** The file of a host, absolute. */
  file(stackId: string): string {
    return join(this.folder, `${stackId}.log`);
  }

  /** Opens a host's file for appending; the caller closes it with {@link closeLog}. */
  open(stackId: string): number {
    makePrivateFolder(dirname(this.folder));
    makePrivateFolder(this.folder);
    return openSync(this.file(stackId), 'a', PRIVATE_FILE);
  }
}

/** Writes what is unprintable in a log that nobody writes any more as JSON does: who looks at it sees it all. */
export function escapeLog(file: string): void {
  writeAtomically(file, escaped(readFileSync(file, 'utf8')), PRIVATE_FILE);
}

export function closeLog(descriptor: number): void {
  closeSync(descriptor);
}
