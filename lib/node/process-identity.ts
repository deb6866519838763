import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A process, by more than its number, which comes round again: the PID namespace that the number counts in, the
 * number, and when it began, in clock ticks since the machine started. In base 36, as the path of a socket has 107
 * characters. `provider/run_folder.go` writes the same.
 */
const IDENTITY = /^([0-9a-z]+)\.([0-9a-z]+)\.([0-9a-z]+)$/;
const BASE = 36;

/** This process. @throws where there is no /proc */
export function ownIdentity(): string {
  const start = processStart('self');
  if (start === undefined) throw new Error('/proc does not have this process');
  return [pidNamespace(), process.pid, start].map((number) => number.toString(BASE)).join('.');
}

/** Whether a process certainly has ended. One of another PID namespace cannot be seen from here. */
export function hasEnded(identity: string): boolean {
  const [, namespace, pid, start] = IDENTITY.exec(identity) ?? [];
  if (namespace === undefined || pid === undefined || start === undefined) return false;
  if (parseInt(namespace, BASE) !== pidNamespace()) return false;
  return processStart(String(parseInt(pid, BASE))) !== parseInt(start, BASE);
}

/** `pid:[4026531836]` */
function pidNamespace(): number {
  return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]);
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
