import { ChildProcess, spawn } from 'node:child_process';
import { terraformEnvironment } from '../../lib/node/terraform/terraform-environment';
import { LogTail } from './log-tail';
import { RunLog, closeLog, escapeLog } from './run-log';
import { TerraformEvent, terraformEvent } from './terraform-event';
import { errorSentence } from '../../lib/node/file/file-fault';

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
  /** So was it for what it printed, which is all that hosts do. */
  | { readonly kind: 'too much output' }
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
  private resolve: (end: TerraformEnd) => void = () => undefined;
  /** Why it was asked to stop. */
  private stopped?: 'too slow' | 'too much output';
  private timers: NodeJS.Timeout[] = [];

  constructor(private readonly call: TerraformCall) {}

  run(): Promise<TerraformEnd> {
    const { log, stackId, onEvent } = this.call;
    const descriptor = log.open(stackId);
    const file = log.file(stackId);
    const onLine = (line: string) => onEvent(terraformEvent(line));
    const tail = new LogTail(file, onLine, () => this.stopFor('too much output'));
    const ended = new Promise<TerraformEnd>((resolve) => this.start(descriptor, resolve));
    return ended
      .finally(() => {
        this.timers.forEach(clearTimeout);
        tail.end();
        closeLog(descriptor);
      })
      .then((end) => {
        if (tail.hasUnprintable && end.kind !== 'left running') escapeLog(file);
        return end;
      });
  }

  /** Asks Terraform once to end the step it is in and to write its state. A second time it would drop both. */
  stop(): void {
    if (this.stopAsked) return;
    this.stopAsked = true;
    this.child?.kill('SIGINT');
  }

  private start(descriptor: number, resolve: (end: TerraformEnd) => void): void {
    const { binary, args, folder, limitSeconds } = this.call;
    this.resolve = resolve;
    const child = spawn(binary, args, {
      argv0: this.call.processName,
      cwd: folder,
      env: terraformEnvironment(process.env, args.includes('-destroy')),
      detached: true,
      stdio: ['ignore', descriptor, descriptor],
    });
    this.child = child;
    child.once('error', (error) => resolve({ kind: 'not started', reason: errorSentence(error) }));
    child.once('exit', (exitCode, signal) => resolve(this.ended(exitCode, signal)));
    this.after(limitSeconds, () => this.stopFor('too slow'));
  }

  private stopFor(reason: 'too slow' | 'too much output'): void {
    if (this.stopped) return;
    this.stopped = reason;
    this.stop();
    this.after(this.call.stopSeconds ?? STOP_SECONDS, () => {
      this.child?.unref();
      this.resolve({ kind: 'left running', pid: this.child?.pid ?? 0 });
    });
  }

  private ended(exitCode: number | null, signal: string | null): TerraformEnd {
    if (this.stopped === 'too slow')
      return { kind: 'too slow', limitSeconds: this.call.limitSeconds };
    if (this.stopped) return { kind: 'too much output' };
    if (exitCode === null) return { kind: 'signalled', signal: signal ?? 'unknown signal' };
    return { kind: 'exited', exitCode };
  }

  private after(seconds: number, run: () => void): void {
    this.timers.push(setTimeout(run, seconds * 1000));
  }
}
