import { spawnSync } from 'node:child_process';
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFile } from './file-fault';
import { PRIVATE_FILE } from './private-file';

const POLL_MS = 100;

/** What is written into a lock is far shorter, bytes. */
const LONGEST_NOTE = 64 * 1024;

/** What `flock -n` exits with when another holds the lock. */
const HELD = 1;

/**
 * A lock on a file (flock(2)) that the kernel takes back when its holder ends, however it ends: across
 * containers and PID namespaces of one machine too, where process numbers say nothing.
 */
export class FileLock {
  private constructor(
    private readonly descriptor: number,
    private readonly file: string,
  ) {}

  /**
   * @returns undefined when another holds it
   * @throws when the file cannot be made or locked
   */
  static take(file: string): FileLock | undefined {
    const { O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants;
    const flags = O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_RDWR;
    const descriptor = openSync(file, flags, PRIVATE_FILE);
    try {
      if (!fstatSync(descriptor).isFile())
        throw new Error(`${file} is no regular file; move it away`);
      if (locked(descriptor, file)) return new FileLock(descriptor, file);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
    closeSync(descriptor);
    return undefined;
  }

  /** The same, waiting for as long as this. */
  static async takeWithin(file: string, limitMs: number): Promise<FileLock | undefined> {
    const end = Date.now() + limitMs;
    for (;;) {
      const lock = FileLock.take(file);
      if (lock || Date.now() > end) return lock;
      await sleep(POLL_MS);
    }
  }

  /** What a lock says that another may hold; nothing where that cannot be read. */
  static noteIn(file: string): string {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
      return new FileLock(descriptor, file).read();
    } catch {
      return '';
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /** Whether somebody holds the lock now, as the kernel lists it; nobody who takes it is disturbed. */
  static isHeld(file: string): boolean {
    try {
      const inode = String(statSync(file).ino);
      return readFileSync('/proc/locks', 'utf8')
        .split('\n')
        .map((line) => line.split(/\s+/))
        .some(([, kind, , , , place = '']) => kind === 'FLOCK' && place.split(':')[2] === inode);
    } catch {
      return false;
    }
  }

  /** What the file says, or how that begins; its holder alone should write it. */
  read(): string {
    const buffer = Buffer.alloc(LONGEST_NOTE);
    const length = readSync(this.descriptor, buffer, 0, buffer.length, 0);
    return buffer.toString('utf8', 0, length);
  }

  write(text: string): void {
    // What it said stays where there is no room for what it is to say.
    withFile(this.file, () => writeSync(this.descriptor, text, 0));
    ftruncateSync(this.descriptor, Buffer.byteLength(text));
  }

  /** The file stays: one that is removed could be locked twice. */
  release(): void {
    closeSync(this.descriptor);
  }
}

/** The lock is the open file's, which the program inherits and this process keeps. */
function locked(descriptor: number, file: string): boolean {
  const { status, stderr, error } = spawnSync('flock', ['-n', '3'], {
    stdio: ['ignore', 'ignore', 'pipe', descriptor],
    encoding: 'utf8',
  });
  if (error) {
    throw new Error(
      `${file} cannot be locked: flock does not run (${error.message}); install util-linux`,
    );
  }
  if (status === 0) return true;
  if (status === HELD && stderr === '') return false;
  throw new Error(`${file} cannot be locked: ${stderr.trim() || `flock ended with ${status}`}`);
}
