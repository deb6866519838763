import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/**
 * A process, by more than its number, which comes round again: the PID namespace that the number counts in, the
 * number, and when it began, in clock ticks since the machine started. In base 36, as the path of a socket has 107
 * characters. `provider/run_folder.go` writes the same.
 */
const IDENTITY = /^([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]+)$/;
const BASE = 36;

/** The namespace from which the processes of all others are seen: PROC_PID_INIT_INO of Linux. */
const INITIAL_NAMESPACE = 0xeffffffc;

/** This process. @throws where there is no /proc */
export function ownIdentity(): string {
  const start = processStart('self');
  if (start === undefined) throw new Error('/proc does not have this process');
  return [pidNamespace(), process.pid, start].map((number) => number.toString(BASE)).join('.');
}

/** Whether a process certainly has ended. One of another PID namespace is seen from the initial one alone. */
export function hasEnded(identity: string): boolean {
  const parts = IDENTITY.exec(identity)
    ?.slice(1)
    .map((text) => parseInt(text, BASE));
  const [namespace, pid, start] = parts ?? [];
  if (namespace === undefined || pid === undefined || start === undefined) return false;
  const own = pidNamespace();
  if (namespace === own) return processStart(String(pid)) !== start;
  return own === INITIAL_NAMESPACE && !livesElsewhere(namespace, start);
}

/** Whether a process of another namespace that began then lives, or one that cannot be looked at. */
function livesElsewhere(namespace: number, start: number): boolean {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && processStart(name) === start)
    .some((name) => {
      try {
        return pidNamespace(name) === namespace;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code !== 'ENOENT';
      }
    });
}

/** `pid:[4026531836]` */
function pidNamespace(process = 'self'): number {
  return Number(/\d+/.exec(readlinkSync(`/proc/${process}/ns/pid`))?.[0]);
}

/** When a process began; undefined for one that has ended. The name, in parentheses, may hold anything. */
function processStart(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /^[ZX]$/.test(fields[0] ?? '') ? undefined : Number(fields[19]);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return undefined;
    throw error;
  }
}
