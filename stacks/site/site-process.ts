import { ChildProcess, spawn } from 'node:child_process';
import { errorSentence } from '../../lib/node/file/file-fault';

/** How the app of a site is run. */
export interface SiteCall {
  /** For the shell, as cdktf.json has it. */
  readonly command: string;
  /** The current folder of the app. */
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  /** After this it is ended. */
  readonly limitSeconds: number;
  /** Ends it at once. @default - nothing does */
  readonly signal?: AbortSignal;
}

export type SiteEnd =
  | { readonly kind: 'exited'; readonly exitCode: number; readonly said: string }
  | { readonly kind: 'signalled'; readonly signal: string; readonly said: string }
  | { readonly kind: 'not started'; readonly reason: string }
  | { readonly kind: 'too slow' | 'interrupted' };

/** Of what it says on standard error the end is kept, bytes. */
const KEPT_BYTES = 16 * 1024;

/** Time to end in after having been asked. */
const STOP_MS = 5_000;

/** What it has said arrives so soon after its end. */
const DRAIN_MS = 1_000;

/** The app of a site, once: with whatever it starts in a process group of its own. */
export class SiteProcess {
  private said = Buffer.alloc(0);
  private stopped?: 'too slow' | 'interrupted';
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(private readonly call: SiteCall) {}

  async run(): Promise<SiteEnd> {
    const { signal } = this.call;
    if (signal?.aborted) return { kind: 'interrupted' };
    const child = this.start();
    const interrupted = () => this.stop(child, 'interrupted');
    signal?.addEventListener('abort', interrupted);
    this.after(this.call.limitSeconds * 1000, () => this.stop(child, 'too slow'));
    try {
      return await this.ended(child);
    } finally {
      signal?.removeEventListener('abort', interrupted);
      this.timers.forEach(clearTimeout);
      // The shell may have ended before what it has started.
      if (this.stopped) signalGroup(child, 'SIGKILL');
      child.stderr?.destroy();
    }
  }

  private start(): ChildProcess {
    const { command, folder, environment } = this.call;
    const child = spawn('sh', ['-c', command], {
      cwd: folder,
      env: environment,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      this.said = Buffer.concat([this.said, chunk]).subarray(-KEPT_BYTES);
    });
    return child;
  }

  private ended(child: ChildProcess): Promise<SiteEnd> {
    return new Promise((resolve) => {
      child.once('error', (error) =>
        resolve({ kind: 'not started', reason: errorSentence(error, this.call.folder) }),
      );
      child.once('exit', (code, signal) => {
        const end = () => resolve(this.endOf(code, signal));
        child.once('close', end);
        this.after(DRAIN_MS, end);
      });
    });
  }

  private endOf(exitCode: number | null, signal: string | null): SiteEnd {
    const said = this.said.toString();
    if (this.stopped) return { kind: this.stopped };
    if (exitCode === null) return { kind: 'signalled', signal: signal ?? 'unknown', said };
    return { kind: 'exited', exitCode, said };
  }

  private stop(child: ChildProcess, reason: 'too slow' | 'interrupted'): void {
    this.stopped ??= reason;
    signalGroup(child, 'SIGTERM');
    this.after(STOP_MS, () => signalGroup(child, 'SIGKILL'));
  }

  private after(ms: number, run: () => void): void {
    this.timers.push(setTimeout(run, ms));
  }
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
