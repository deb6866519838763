import { readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { z } from 'zod';
import { printable } from '../config/printable';
import { FileLock } from './file/file-lock';
import { makeUnversionedFolder } from './file/private-file';
import { Project } from './project';

const OWNER = z.object({
  command: z.string(),
  user: z.string(),
  host: z.string(),
  /** Which machine, and which start of it. */
  machine: z.string(),
  boot: z.string(),
  pid: z.number(),
  /** ISO 8601. */
  since: z.iso.datetime(),
});

/** Who runs, or ran, in a project. */
export type RunOwner = z.infer<typeof OWNER>;

/** Why a run may not begin. */
export type Obstacle =
  /** Another run holds the lock; undefined: it has not said yet who it is. */
  | { readonly kind: 'held'; readonly owner?: RunOwner }
  /** One of another machine did not say that it has ended, and cannot be looked at from here. */
  | { readonly kind: 'elsewhere'; readonly owner: RunOwner };

/** The one run of a project that may change its hosts, its state or its notes. */
export class RunLock {
  private constructor(
    private readonly lock: FileLock,
    /** The run before, when it ended without saying so: killed, or its machine lost power. */
    readonly broken?: RunOwner,
  ) {}

  /** @throws when the project cannot be written */
  static take(project: Project, command: string): RunLock | Obstacle {
    const { privateFolder, runLockFile } = project;
    makeUnversionedFolder(privateFolder);
    const lock = FileLock.take(runLockFile);
    if (!lock) return { kind: 'held', owner: RunLock.owner(project) };
    const before = ownerIn(lock.read());
    if (before && !isOfThisMachine(before)) {
      lock.release();
      return { kind: 'elsewhere', owner: before };
    }
    try {
      lock.write(`${JSON.stringify(thisRun(command))}\n`);
    } catch (error) {
      lock.release();
      throw error;
    }
    return new RunLock(lock, before);
  }

  /** Who has noted that he runs, and may be over. */
  static owner({ runLockFile }: Project): RunOwner | undefined {
    return ownerIn(FileLock.noteIn(runLockFile));
  }

  /** Who runs at this moment, as far as can be seen. */
  static running(project: Project): RunOwner | undefined {
    return FileLock.isHeld(project.runLockFile) ? RunLock.owner(project) : undefined;
  }

  release(): void {
    this.lock.write('');
    this.lock.release();
  }
}

/** With the lock in hand a run of this machine, or of a container on it, is over: it held the lock while it lived. */
function isOfThisMachine({ machine, boot, host }: RunOwner): boolean {
  const here = thisMachine();
  // Of a machine without an id nothing but its name is known, and another one may have that too.
  return boot === here.boot || (machine !== '' && machine === here.machine && host === here.host);
}

/** `"deploy" of root on node1, process 123, since 2026-01-02T03:04:05Z,` */
export function ownerText({ command, user, host, pid, since }: RunOwner): string {
  return printable(`"${command}" of ${user} on ${host}, process ${pid}, since ${since},`, 300);
}

function thisRun(command: string): RunOwner {
  return {
    command,
    user: userName(),
    ...thisMachine(),
    pid: process.pid,
    since: new Date().toISOString(),
  };
}

function thisMachine(): Pick<RunOwner, 'host' | 'machine' | 'boot'> {
  return {
    host: hostname(),
    machine: textOf('/etc/machine-id').trim(),
    boot: textOf('/proc/sys/kernel/random/boot_id').trim(),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

function ownerIn(text: string): RunOwner | undefined {
  try {
    return OWNER.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
