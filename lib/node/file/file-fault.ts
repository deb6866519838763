import { printable } from '../../config/printable';

/** What a system call met at a file, and what is done about it. */
interface FileFault {
  readonly what: string;
  readonly cure: string;
}

/** By the codes of errno(3) that files and programs meet. */
const FAULTS: Readonly<Record<string, FileFault>> = {
  EACCES: {
    what: 'this user may not use it',
    cure: 'give this user the right, or run as its owner',
  },
  EAGAIN: {
    what: 'the machine has no process to spare',
    cure: 'see "ulimit -u" and what else runs',
  },
  EBUSY: { what: 'it is in use', cure: 'see what uses it, and repeat' },
  EDQUOT: { what: "this user's quota is used up", cure: 'free some space, and repeat' },
  EEXIST: { what: 'it is there already', cure: 'move it away, and repeat' },
  EIO: { what: 'the disk gave an error', cure: 'see "dmesg", and replace the disk' },
  EISDIR: { what: 'it is a folder, and has to be a file', cure: 'move it away, or name the file' },
  ELOOP: { what: 'it is a symbolic link that is not followed', cure: 'put the file itself there' },
  EMFILE: { what: 'too many files are open', cure: 'raise "ulimit -n", or use a lower --parallel' },
  ENAMETOOLONG: { what: 'its name is too long', cure: 'use a shorter path' },
  ENFILE: { what: 'the machine has too many files open', cure: 'see what else runs' },
  ENOENT: { what: 'it is not there', cure: 'make it, or name the one that is meant' },
  ENOEXEC: { what: 'it is no program of this machine', cure: 'install the one for this machine' },
  ENOMEM: { what: 'the machine has no memory left', cure: 'see what else runs' },
  ENOSPC: { what: 'no space is left on its file system', cure: 'free some, and repeat' },
  ENOTDIR: { what: 'a part of its path is a file', cure: 'move that away, or name another folder' },
  EPERM: {
    what: 'this user may not use it',
    cure: 'give this user the right, or run as its owner',
  },
  EROFS: {
    what: 'its file system is read-only',
    cure: 'mount it writable, or name another folder',
  },
  ETXTBSY: { what: 'it is being written', cure: 'wait until it is complete, and repeat' },
};

/** What kept a file from being used, and what is done about it, without the file. */
export function fileFault(error: unknown): FileFault {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const { what, cure } = FAULTS[code] ?? { what: message, cure: 'see "dmesg", and repeat' };
  return { what: `${printable(what)}${code && ` (${code})`}`, cure };
}

/**
 * What an error means to an operator, one sentence with what to do: of the operating system by its code, of
 * anything else its own words.
 *
 * @param place the file that is meant, where the error names none. @default - the error's own
 */
export function errorSentence(error: unknown, place?: string): string {
  const { code, path, message } = error as NodeJS.ErrnoException;
  const fault = code === undefined ? undefined : FAULTS[code];
  const file = path ?? place;
  if (!fault || file === undefined) return printable(message || String(error));
  return `${printable(file)}: ${fault.what} (${code}); ${fault.cure}`;
}

/** Does something with a file; what the operating system says of it names the file, which it does not for all calls. */
export function withFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, {
      path: (error as NodeJS.ErrnoException).path ?? file,
    });
  }
}

/** The same, about the place that was meant rather than the file in it that was tried. */
export function errorAt(place: string, error: unknown): string {
  return errorSentence(Object.assign(error as Error, { path: place }));
}

/** Whether the operating system refused something of a file: not a fault of the program. */
export function isFileFault(error: unknown): boolean {
  const { code, path } = error as NodeJS.ErrnoException;
  return code !== undefined && path !== undefined && Object.hasOwn(FAULTS, code);
}
