import { appendFileSync, closeSync, constants, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { escaped } from '../../lib/config/printable';
import { errorAt } from '../../lib/node/file/file-fault';
import { writeAtomically } from '../../lib/node/file/atomic-file';
import { PRIVATE_FILE, makePrivateFolder } from '../../lib/node/file/private-file';
import { entryDistrust } from '../../lib/node/file/trusted-path';

/** The name of a run's folder: when it began (UTC), the command, the process. */
export const RUN_NAME = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-([a-z-]+)-\d+$/;
/** Behind the name of a run's folder: the file beside it with what came of the run. */
export const RESULTS_SUFFIX = '.json';

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

  /**
   * Opens a host's file for appending; the caller closes it with {@link closeLog}.
   *
   * @throws when somebody has put a folder or a link in its place
   */
  open(stackId: string): number {
    makePrivateFolder(dirname(this.folder));
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const distrust = entryDistrust(this.folder);
    if (distrust) throw new Error(`${distrust.reason}; remove it`);
    const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
    return openSync(this.file(stackId), O_APPEND | O_CREAT | O_NOFOLLOW | O_WRONLY, PRIVATE_FILE);
  }

  /** Keeps a document beside the folder, where that can be done. */
  keep(document: object): void {
    try {
      makePrivateFolder(dirname(this.folder));
      const text = `${escaped(JSON.stringify(document, null, 2))}\n`;
      writeAtomically(`${this.folder}${RESULTS_SUFFIX}`, text, PRIVATE_FILE);
    } catch {
      // The results were printed; a full disk is no failure of any host.
    }
  }

  /** Why what was printed to a host's file may be missing there: it takes nothing more. Undefined: it is all there. */
  lostOutput(stackId: string): string | undefined {
    try {
      appendFileSync(this.file(stackId), EMPTY_LINE);
      return undefined;
    } catch (error) {
      return errorAt(this.folder, error);
    }
  }
}

/** What {@link RunLog.lostOutput} tries: a line that holds nothing. */
const EMPTY_LINE = '\n';

/** Writes what is unprintable in a log that nobody writes any more as JSON does: who looks at it sees it all. */
export function escapeLog(file: string): void {
  writeAtomically(file, escaped(readFileSync(file, 'utf8')), PRIVATE_FILE);
}

export function closeLog(descriptor: number): void {
  closeSync(descriptor);
}
