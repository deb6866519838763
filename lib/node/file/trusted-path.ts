import {
  Stats,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { isPrivateGroup } from './private-group';

/** Why something on this machine is not used, and what to do about it. */
export interface Distrust {
  readonly reason: string;
  readonly cure: string;
}

export function isDistrust(value: unknown): value is Distrust {
  return typeof value === 'object' && value !== null && 'reason' in value && 'cure' in value;
}

const WRITABLE_BY_ALL = 0o002;
const WRITABLE_BY_OTHERS = 0o022;
const STICKY = 0o1000;
/** As the kernel has it. */
const MOST_LINKS = 40;

/**
 * Why somebody else could change what a path leads to; undefined: only root and this user can. As for the files
 * of ssh, whatever is on the way counts: the file, every folder up to /, and every symbolic link.
 *
 * @throws when there is nothing at the path
 */
export function pathDistrust(path: string): Distrust | undefined {
  const pending = resolve(path).split(sep).filter(Boolean).reverse();
  let place: string = sep;
  let links = 0;
  let distrust = placeDistrust(place, lstatSync(place));
  for (let name = pending.pop(); name !== undefined && !distrust; name = pending.pop()) {
    const entry = name === '..' ? dirname(place) : join(place, name);
    const status = lstatSync(entry);
    distrust = placeDistrust(entry, status);
    if (!status.isSymbolicLink()) {
      place = entry;
      continue;
    }
    if ((links += 1) > MOST_LINKS) throw new Error(`${path} leads through too many symbolic links`);
    const target = readlinkSync(entry);
    if (target.startsWith(sep)) place = sep;
    pending.push(
      ...target
        .split(sep)
        .filter((part) => part !== '' && part !== '.')
        .reverse(),
    );
  }
  return distrust;
}

/** Why the file, folder or link itself is somebody else's to change, whatever is above it. */
export function entryDistrust(place: string): Distrust | undefined {
  return placeDistrust(place, lstatSync(place));
}

/** The mode of a link means nothing, and in a sticky folder nobody replaces what is another's. */
function placeDistrust(place: string, status: Stats): Distrust | undefined {
  const { uid, gid, mode } = status;
  if (uid !== 0 && uid !== ownUid()) {
    return {
      reason: `${place} belongs to the user with the number ${uid}; allowed are root and the user that runs this`,
      cure: `see who wrote it, then "chown ${ownUid()} ${place}"`,
    };
  }
  const isShared = !status.isSymbolicLink() && (mode & othersBits(gid, mode)) !== 0;
  if (!isShared || (status.isDirectory() && (mode & STICKY) !== 0)) return undefined;
  return {
    reason: `${place} can be written by others than its owner (mode ${octal(mode)}); allowed is ${octal(mode & ~WRITABLE_BY_OTHERS)}`,
    cure: `see who wrote it, then "chmod go-w ${place}"`,
  };
}

/** A group of this user alone is nobody else. */
function othersBits(gid: number, mode: number): number {
  return (mode & WRITABLE_BY_OTHERS) !== 0 && isPrivateGroup(gid)
    ? WRITABLE_BY_ALL
    : WRITABLE_BY_OTHERS;
}

/**
 * The content of a file that nobody else can have written. It is opened once, so that what was looked at is what is read.
 *
 * @param limitBytes a longer one is refused
 */
export function readTrusted(file: string, limitBytes: number): Buffer | Distrust {
  return withTrusted(file, (descriptor) => {
    const { size } = fstatSync(descriptor);
    if (size <= limitBytes) return readFileSync(descriptor);
    return { reason: `${file} has ${size} bytes; allowed are ${limitBytes}`, cure: RESTORE };
  });
}

const RESTORE = 'restore it, or write it anew';

/**
 * Reads a file that nobody else can have written.
 *
 * @param read gets its descriptor, which is closed afterwards
 */
export function withTrusted<T>(file: string, read: (descriptor: number) => T): T | Distrust {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const status = fstatSync(descriptor);
    if (!status.isFile()) return { reason: `${file} is no regular file`, cure: RESTORE };
    return placeDistrust(file, status) ?? read(descriptor);
  } catch (error) {
    return { reason: reasonOf(file, error as NodeJS.ErrnoException), cure: RESTORE };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function reasonOf(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `${file} is missing`;
  return code === 'ELOOP' ? `${file} is a symbolic link` : `${file} cannot be read: ${message}`;
}

function ownUid(): number {
  return process.geteuid?.() ?? 0;
}

function octal(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
