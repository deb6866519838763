import { ClientChannel } from 'ssh2';
import { HostOutput } from './host-output';

export interface CommandOutput {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Gives a command its standard input, and collects what it prints until it has ended. */
export function collectOutput(
  channel: ClientChannel,
  stdin: string,
  on: {
    readonly end: (output: CommandOutput) => void;
    /** Printed more than a host may. */
    readonly excess: (excess: string) => void;
  },
): void {
  const [stdout, stderr] = [new HostOutput(), new HostOutput()];
  const take = (output: HostOutput) => (data: Buffer) => {
    const excess = output.add(data);
    if (excess !== undefined) on.excess(excess);
  };
  let exitCode: number | undefined;
  channel.on('data', take(stdout));
  channel.stderr.on('data', take(stderr));
  channel.on('exit', (code: number | null) => (exitCode = code ?? undefined));
  // A host that ends the command early breaks the pipe; what it printed says why.
  channel.on('error', () => undefined);
  channel.on('close', () => on.end({ exitCode, stdout: stdout.text(), stderr: stderr.text() }));
  channel.end(stdin);
}
