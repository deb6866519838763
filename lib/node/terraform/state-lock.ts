import {
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { printable } from '../../config/printable';

/** What Terraform notes beside a state that it has locked; it is removed with the lock, unless Terraform is killed. */
const NOTE = z.object({
  ID: z.string().min(1),
  Operation: z.string(),
  Who: z.string(),
  Created: z.string(),
});

/** Who has a state locked. */
export interface StateLock {
  /** Process of this machine that holds it: the kernel says so. Undefined: none does, but another machine may. */
  readonly pid?: number;
  /** Of Terraform's note. */
  readonly id?: string;
  /** `process 12 (terraform), OperationTypeApply of root@node since …` */
  readonly holder: string;
}

/**
 * The lock of a state, looked up: a process of this machine that holds it, else the note of one on another
 * machine. A note that a process of this machine has left is no lock: the kernel has freed that with the process.
 */
export function stateLock(stateFile: string): StateLock | undefined {
  const note = lockNote(stateFile);
  if (note === 'unreadable') return { holder: 'another program' };
  const pid = existsSync(stateFile) ? holderOf(stateFile) : undefined;
  const since = note && `${note.Operation} of ${note.Who} since ${note.Created}`;
  if (pid !== undefined) {
    const holder = [`process ${pid}${programOf(pid)}`, since].filter(Boolean).join(', ');
    return { pid, id: note?.ID, holder: printable(holder, 200) };
  }
  if (!note || isOfThisMachine(note)) return undefined;
  return { id: note.ID, holder: printable(since ?? '', 200) };
}

export function lockNoteFile(stateFile: string): string {
  return join(dirname(stateFile), `.${basename(stateFile)}.lock.info`);
}

function lockNote(stateFile: string): z.infer<typeof NOTE> | 'unreadable' | undefined {
  const file = lockNoteFile(stateFile);
  if (!existsSync(file)) return undefined;
  try {
    return NOTE.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return 'unreadable';
  }
}

/** `user@machine` */
function isOfThisMachine({ Who }: z.infer<typeof NOTE>): boolean {
  return Who.slice(Who.lastIndexOf('@') + 1) === hostname();
}

/**
 * The process with a lock on the file (fcntl), as the kernel lists it. An inode number is not unique over
 * file systems: where its open files can be seen, the process must have this one open.
 */
function holderOf(file: string): number | undefined {
  const { ino } = statSync(file);
  const held = lockList().filter(({ inode }) => inode === String(ino));
  return held.find(({ pid }) => hasOpen(pid, file) !== false)?.pid;
}

/** Lines like `16: POSIX  ADVISORY  WRITE 21670 00:2c:88 0 0`; one that waits for a lock has an arrow in it. */
function lockList(): { readonly pid: number; readonly inode: string }[] {
  let text: string;
  try {
    text = readFileSync('/proc/locks', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    const [, kind, , , pid = '', place = ''] = line.split(/\s+/);
    return kind === 'POSIX' ? [{ pid: Number(pid), inode: place.split(':')[2] ?? '' }] : [];
  });
}

/** Undefined: this user cannot see it. */
function hasOpen(pid: number, file: string): boolean | undefined {
  const folder = `/proc/${pid}/fd`;
  const wanted = realpathSync(file);
  try {
    return readdirSync(folder).some((name) => linkOf(join(folder, name)) === wanted);
  } catch {
    return undefined;
  }
}

function linkOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function programOf(pid: number): string {
  try {
    return ` (${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
