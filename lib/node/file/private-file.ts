import {
  Stats,
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  lstatSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { withFile } from './file-fault';

/** Rights of the group and of others. */
const OTHERS = 0o077;
export const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Does something whose files are for their owner alone, whatever the umask: also those of programs that it
 * starts, as Terraform's states and plans.
 */
export function withPrivateFiles<T>(run: () => T): T {
  const before = process.umask(OTHERS);
  try {
    return run();
  } finally {
    process.umask(before);
  }
}

/** From now on everything that this process and its children make is for their owner alone. */
export function keepFilesPrivate(): void {
  process.umask(OTHERS);
}

/** Makes a folder that nobody else can enter, or closes one that is there: what is below it is private with it. */
export function makePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: PRIVATE_FOLDER });
  const status = lstatSync(folder);
  const { mode } = status;
  // A link leads to somebody else's folder.
  if (!status.isDirectory() || (mode & OTHERS) === 0) return;
  try {
    chmodSync(folder, PRIVATE_FOLDER);
  } catch {
    throw new Error(
      `the folder ${folder} is open to others (mode ${modeText(mode)}) and belongs to another user; its owner has to run "chmod 700 ${folder}"`,
    );
  }
}

/** The same for one that keeps itself out of version control. */
export function makeUnversionedFolder(folder: string): void {
  makePrivateFolder(folder);
  const ignored = join(folder, '.gitignore');
  if (!existsSync(ignored)) withFile(ignored, () => writeFileSync(ignored, '*\n'));
}

/** The content of a file that is nobody's but its owner's, looked at and read as one. @throws with the reason */
export function readPrivateFile(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const reason = exposure(fstatSync(descriptor));
    if (reason !== undefined) throw new Error(reason);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** What to do about a file that {@link readPrivateFile} refuses. */
export function closingCommand(file: string): string {
  return `run "chown ${process.geteuid?.() ?? 0} ${file} && chmod 600 ${file}"`;
}

/** Why a file is not private, as ssh sees it: others own it, or have rights to it. */
function exposure({ mode, uid }: Stats): string | undefined {
  const self = process.geteuid?.();
  if (self !== undefined && uid !== self && uid !== 0) {
    return `it belongs to another user (uid ${uid})`;
  }
  return (mode & OTHERS) === 0
    ? undefined
    : `others have rights to it (mode ${modeText(mode)}, allowed is 0600)`;
}

/** `0644` */
function modeText(mode: number): string {
  return (mode & 0o7777).toString(8).padStart(4, '0');
}
