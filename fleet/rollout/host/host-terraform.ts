import { dirname } from 'node:path';
import { hiddenMirror } from '../../../lib/node/terraform/cli-configuration';
import { FileLock } from '../../../lib/node/file/file-lock';
import { errorSentence } from '../../../lib/node/file/file-fault';
import { makePrivateFolder } from '../../../lib/node/file/private-file';
import { programText } from '../../../lib/node/terraform/terraform-binary';
import { FailureCause } from '../../terraform/failure-cause';
import { Initialization } from '../../terraform/initialization';
import { terraformCommand } from '../../terraform/terraform-command';
import { Diagnostic, TerraformEvent } from '../../terraform/terraform-event';
import { TerraformEnd, TerraformProcess } from '../../terraform/terraform-process';
import { causeOf } from './failure-inquiry';
import { Phase } from '../fleet-event';
import { HostTarget } from './host-target';
import { RunContext } from '../run-context';

/** Another Terraform on the same state is waited for this long. */
export const LOCK_WAIT_SECONDS = 60;
/** A plan asks one host some questions; beyond this the host hangs. */
export const PLAN_LIMIT_SECONDS = 120 + LOCK_WAIT_SECONDS;

const TURN_WAIT_MS = 5_000;

/** Exit code of a plan. */
const CHANGES_FOUND = 2;

/** A plan of one host has one or two. */
const MOST_DIAGNOSTICS = 1000;

/** Terraform's processes in the stack of one host, one at a time, and what the last one said. */
export class HostTerraform {
  private said: Diagnostic[] = [];
  private endedWith = 0;
  private printed?: unknown;

  constructor(
    private readonly target: HostTarget,
    private readonly context: RunContext,
  ) {}

  /** Of the last process. */
  get diagnostics(): readonly Diagnostic[] {
    return this.said;
  }

  /** Whether the last plan has changes. */
  get foundChanges(): boolean {
    return this.endedWith === CHANGES_FOUND;
  }

  /** By a Terraform that could write it into no file. */
  get printedState(): unknown {
    return this.printed;
  }

  /** Makes the stack's folder ready, where it is not; returns why not. */
  async initialize(): Promise<string | undefined> {
    const { binary } = this.context;
    const { folder, stateFile } = this.target;
    const initialization = new Initialization(folder, programText(binary));
    if (initialization.done) return undefined;
    makePrivateFolder(dirname(stateFile));
    return initialization.alone(async () => {
      if (initialization.done || initialization.copyFrom(this.target.stack?.others ?? [])) {
        return undefined;
      }
      const args = ['init', '-input=false', '-json', '-reconfigure', `-lockfile=readonly`];
      const cause = await this.run('init', PLAN_LIMIT_SECONDS, args);
      if (cause !== undefined) return hiddenSentence() ?? cause;
      initialization.markDone();
      return undefined;
    });
  }

  /** Runs Terraform and returns why it failed, if it did. */
  async run(
    phase: Phase,
    limitSeconds: number,
    args: readonly string[],
  ): Promise<string | undefined> {
    const failure = new FailureCause(this.target.address);
    this.said = [];
    this.report(phase);
    const turn = await this.turn();
    try {
      const fault = this.target.stack?.fault();
      if (fault !== undefined) return fault;
      const process = this.process(limitSeconds, args, failure);
      const end = await this.context.interruption.watch(process);
      this.endedWith = end.kind === 'exited' ? end.exitCode : -1;
      return isGood(end, phase) ? undefined : await this.causeOf(failure, end);
    } catch (error) {
      return errorSentence(error);
    } finally {
      turn?.release();
    }
  }

  private causeOf(failure: FailureCause, end: TerraformEnd): Promise<string> {
    const { project, plans, log } = this.context;
    const folders = [plans.folderName, log.folder].flatMap((folder) => folder ?? []);
    return causeOf(failure, end, { target: this.target, folders, project });
  }

  /**
   * Two that lock a state in the same moment: Terraform does not wait for one that has not yet noted who it is, but
   * fails. So another run goes first; when it does not end soon, it has made its note, and Terraform itself waits.
   */
  private async turn(): Promise<FileLock | undefined> {
    const { lockFile } = this.target;
    return lockFile === undefined ? undefined : FileLock.takeWithin(lockFile, TURN_WAIT_MS);
  }

  /** @throws when the provider has been changed since it was verified */
  private process(
    limitSeconds: number,
    args: readonly string[],
    failure: FailureCause,
  ): TerraformProcess {
    const { context, target } = this;
    return new TerraformProcess({
      ...terraformCommand(context.binary.file, args, context.provider),
      folder: target.folder,
      log: context.log,
      stackId: target.host.stackId,
      limitSeconds,
      onEvent: (event) => this.take(event, failure),
    });
  }

  private take(event: TerraformEvent, failure: FailureCause): void {
    failure.take(event);
    this.printed ??= event.state;
    if (event.diagnostic && this.said.length < MOST_DIAGNOSTICS) {
      this.said.push(event.diagnostic);
    }
    this.context.onEvent({ kind: 'terraform', address: this.target.address, event });
  }

  report(phase: Phase): void {
    this.context.onEvent({ kind: 'phase', address: this.target.address, phase });
  }
}

function isGood(end: TerraformEnd, phase: Phase): boolean {
  if (end.kind !== 'exited') return false;
  return end.exitCode === 0 || (phase === 'plan' && end.exitCode === CHANGES_FOUND);
}

function hiddenSentence(): string | undefined {
  const hidden = hiddenMirror();
  return hidden && `${hidden.reason}; ${hidden.cure}`;
}
