import { spawn } from 'node:child_process';
import { printable } from '../../../lib/config/printable';
import { HostTarget } from '../host/host-target';
import { errorSentence } from '../../../lib/node/file/file-fault';

/** What of a command's output is repeated in a message, characters. */
const LONGEST = 200;

/**
 * Runs a command of the operator's once, by `sh -c` on this machine; QUANTUM_KVM_VM and QUANTUM_KVM_HOST
 * name the VM and the host's address. Ends it, with what it started, when the signal says so.
 *
 * @returns why the guest is not well; undefined when it is
 */
export function healthFault(
  command: string,
  { machineName, address }: Pick<HostTarget, 'machineName' | 'address'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve('it was not run');
  return new Promise((resolve) => {
    // A group of its own: a Ctrl-C at the terminal reaches this process alone, which then ends the group.
    const child = spawn('sh', ['-c', command], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, QUANTUM_KVM_VM: machineName, QUANTUM_KVM_HOST: address },
    });
    let output = '';
    const collect = (data: Buffer) => (output = (output + data.toString()).slice(-LONGEST));
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const stop = () => endGroup(child.pid);
    signal.addEventListener('abort', stop, { once: true });
    const end = (fault?: string) => {
      signal.removeEventListener('abort', stop);
      resolve(fault);
    };
    child.once('error', (error) => end(errorSentence(error)));
    child.once('close', (code) => end(code === 0 ? undefined : fault(code, output)));
  });
}

function fault(code: number | null, output: string): string {
  const last = output.trim();
  const line = printable(last.slice(last.lastIndexOf('\n') + 1), LONGEST);
  const ended = code === null ? 'it did not end' : `exit code ${code}`;
  return line === '' ? ended : `${ended}: ${line}`;
}

function endGroup(leader: number | undefined): void {
  try {
    if (leader !== undefined) process.kill(-leader, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}
