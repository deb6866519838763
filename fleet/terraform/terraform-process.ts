import { ChildProcess, spawn } from 'node:child_process';
import { LogTail } from './log-tail';
import { RunLog, closeLog } from './run-log';
import { TerraformEvent, terraformEvent } from './terraform-event';

export interface TerraformCall {
  /** As it is called: a name in PATH or a path. */
  readonly binary: string;
  /** Name that the process has for those who look at it. @default - that of the binary */
  readonly processName?: string;
  readonly folder: string;
  readonly args: readonly string[];
  readonly log: RunLog;
  readonly stackId: string;
  /** After this Terraform is asked to stop. */
  readonly limitSeconds: number;
  /** What it may take to stop after its limit. @default 60 */
  readonly stopSeconds?: number;
  readonly onEvent: (event: TerraformEvent) => void;
}

export type TerraformEnd =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'signalled'; readonly signal: string }
  | { readonly kind: 'not started'; readonly reason: string }
  /** It was asked to stop after its limit, and did. */
  | { readonly kind: 'too slow'; readonly limitSeconds: number }
  /** It was asked to stop and does not; it is left alone, because killing it would lose its state. */
  | { readonly kind: 'left running'; readonly pid: number };

/** Time to stop in after having been asked. */
const STOP_SECONDS = 60;

/**
 * One Terraform process. It writes to its log file itself, not to a pipe, and stands in a process group of
 * its own: it outlives this process and a Ctrl-C, and ends with its state written.
 */
export class TerraformProcess {
  private child?: ChildProcess;
  private stopAsked = false;
  private slow = false;
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly call: TerraformCall) {}

  run(): Promise<TerraformEnd> {
    const { log, stackId, onEvent } = this.call;
    const descriptor = log.open(stackId);
    const tail = new LogTail(log.file(stackId), (line) => onEvent(terraformEvent(line)));
    return new Promise<TerraformEnd>((resolve) => this.start(descriptor, resolve)).finally(() => {
      this.timers.forEach(clearTimeout);
      tail.end();
      closeLog(descriptor);
    });
  }

  /** Asks Terraform once to end the step it is in and to write its state. A second time it would drop both. */
  stop(): void {
    if (this.stopAsked) return;
    this.stopAsked = true;
    this.child?.kill('SIGINT');
  }

  private start(descriptor: number, resolve: (end: TerraformEnd) => void): void {
    const { binary, args, folder, limitSeconds, stopSeconds = STOP_SECONDS } = this.call;
    const child = spawn(binary, args, {
      argv0: this.call.processName,
      cwd: folder,
      env: terraformEnvironment(),
      detached: true,
      stdio: ['ignore', descriptor, descriptor],
    });
    this.child = child;
    child.once('error', ({ message }) => resolve({ kind: 'not started', reason: message }));
    child.once('exit', (exitCode, signal) => resolve(this.ended(exitCode, signal)));
    this.after(limitSeconds, () => {
      this.slow = true;
      this.stop();
      this.after(stopSeconds, () => {
        child.unref();
        resolve({ kind: 'left running', pid: child.pid ?? 0 });
      });
    });
  }

  private ended(exitCode: number | null, signal: string | null): TerraformEnd {
    if (this.slow) return { kind: 'too slow', limitSeconds: this.call.limitSeconds };
    if (exitCode === null) return { kind: 'signalled', signal: signal ?? 'unknown signal' };
    return { kind: 'exited', exitCode };
  }

  private after(seconds: number, run: () => void): void {
    this.timers.push(setTimeout(run, seconds * 1000));
  }
}

/** Percent of growth after which Terraform collects its garbage: a tenth of its time for 10 MiB more. */
const COLLECT_SELDOM = '400';

/**
 * The caller's environment, without what makes Terraform ask a person or the network, or provider processes
 * that others have started. The provider lets the plan replace disks, which it refuses to others: here that is
 * applied only when it was allowed by name.
 */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  const { TF_REATTACH_PROVIDERS: _, ...environment } = process.env;
  return {
    GOGC: COLLECT_SELDOM,
    ...environment,
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    QUANTUM_KVM_REPLACE_DISKS: 'yes',
  };
}
