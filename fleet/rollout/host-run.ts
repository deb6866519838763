import { dirname } from 'node:path';
import { printable } from '../../lib/config/printable';
import { FailureCause } from '../terraform/failure-cause';
import { FleetEvent, Phase } from './fleet-event';
import { HostTarget } from './host-target';
import { Initialization } from '../terraform/initialization';
import { causeOf } from './failure-inquiry';
import { Interruption } from './interruption';
import { errorSentence } from '../../lib/node/file-fault';
import { Project } from '../../lib/node/project';
import { promiseOf } from './promise';
import { PromisedMachine } from '../status/promised-machine';
import { Look, LookedHost } from './looked-host';
import { PreparedAgain, Purpose, Verdict } from '../look/look-verdict';
import { PrivatePlans } from '../terraform/private-plans';
import { ProviderProgram } from '../../lib/node/provider-program';
import { ReviewedPlan } from './reviewed-plans';
import { PlannedChange, isPreparation, plannedChanges, withGone } from '../review/planned-change';
import { lostDisks } from '../review/lost-disk';
import { planDifference, reviewDifference } from '../review/plan-difference';
import { TerraformBinary } from '../../lib/node/terraform-binary';
import { RunLog } from '../terraform/run-log';
import { keepPrintedState } from '../terraform/state-restoration';
import { ResourceChange, changesIn } from '../terraform/saved-plan';
import { preparationAddresses } from './target-addresses';
import { terraformCommand } from '../terraform/terraform-command';
import { Diagnostic, TerraformEvent } from '../terraform/terraform-event';
import { TerraformEnd, TerraformProcess } from '../terraform/terraform-process';
import { FileLock } from '../../lib/node/file-lock';
import { erroredStateIn } from '../../lib/node/terraform/errored-state';
import { folderFault } from '../../lib/node/terraform/stack-folder';
import { stateFault, stateFaultSentence } from '../../lib/node/terraform/state-fault';
import { makePrivateFolder } from '../../lib/node/private-file';

/** Looks at a VM after an apply, and says why it is not as it was promised; undefined: it is. */
export type LookAtMachine = (
  target: HostTarget,
  promised: PromisedMachine,
) => Promise<string | undefined>;

/** What all hosts of a run share. */
export interface RunContext {
  readonly binary: TerraformBinary;
  /** Serves Terraform the bundled providers. @default - Terraform starts them itself */
  readonly provider?: ProviderProgram;
  readonly plans: PrivatePlans;
  /** @default - what an apply has done is not looked at */
  readonly lookAtMachine?: LookAtMachine;
  readonly look: Look;
  readonly log: RunLog;
  /** Holds the deployment's key: a host that Terraform cannot log in to is asked why. @default - it is not */
  readonly project?: Project;
  /** Where guests are noted that were restarted and have not answered. */
  readonly silentGuestsFile: string;
  readonly interruption: Interruption;
  readonly onEvent: (event: FleetEvent) => void;
  /** How long an apply may take. */
  readonly applyLimitSeconds: number;
}

/** What `terraform plan` is to plan. */
export interface PlanChoice extends Purpose {
  /** Terraform addresses; @default - the whole stack */
  readonly targets?: readonly string[];
  /** What alone it may do. @default - whatever is to be done */
  readonly reviewed?: ReviewedPlan;
}

export type HostPlanned =
  | { readonly kind: 'failed'; readonly cause: string }
  | {
      readonly kind: 'planned';
      readonly changes: readonly PlannedChange[];
      readonly file: string;
      /** The plan prepares the host, and no more can be known before: it is to be planned again then. */
      readonly isPartial: boolean;
      /** What could not be known. */
      readonly note?: string;
    };

export type HostApplied =
  | { readonly kind: 'failed'; readonly cause: string }
  | { readonly kind: 'done'; readonly note?: string };

/** Another Terraform on the same state is waited for this long. */
const LOCK_WAIT_SECONDS = 60;
const TURN_WAIT_MS = 5_000;
/** A plan asks one host some questions; beyond this the host hangs. */
const PLAN_LIMIT_SECONDS = 120 + LOCK_WAIT_SECONDS;

const CHANGES_FOUND = 2;

/** A plan of one host has one or two. */
const MOST_DIAGNOSTICS = 1000;

/** Terraform on the stack of one host. Whatever goes wrong is a value. */
export class HostRun {
  private diagnostics: Diagnostic[] = [];
  /** By what was planned last. */
  private promised?: PromisedMachine;
  /** By a Terraform that could write it into no file. */
  private printedState?: unknown;
  private readonly looked: LookedHost;
  /** Whether what was planned last prepares the host. */
  private prepares = false;

  constructor(
    readonly target: HostTarget,
    private readonly context: RunContext,
  ) {
    this.looked = new LookedHost(target, context.look);
  }

  async plan(choice: PlanChoice): Promise<HostPlanned> {
    try {
      const distrust = choice.reviewed?.copyTo(this.reviewedFile) ?? this.cannotBePlanned();
      if (distrust !== undefined) return { kind: 'failed', cause: distrust };
      this.report('connect');
      const verdict = await this.looked.beforePlan(choice);
      const cause = verdict.cause ?? (await this.initialize());
      return cause === undefined ? await this.runPlan(choice, verdict) : { kind: 'failed', cause };
    } catch (error) {
      return { kind: 'failed', cause: errorSentence(error) };
    }
  }

  /** Applies exactly what was planned. */
  async apply(file: string): Promise<HostApplied> {
    const cause =
      (await this.looked.beforeApply()) ??
      (await this.initialize()) ??
      (await this.terraform('apply', this.context.applyLimitSeconds, [
        'apply',
        '-input=false',
        '-json',
        `-lock-timeout=${LOCK_WAIT_SECONDS}s`,
        file,
      ])) ??
      (this.prepares ? await this.looked.afterPreparation() : undefined) ??
      (await this.brokenPromise());
    return cause === undefined ? { kind: 'done' } : { kind: 'failed', cause: this.named(cause) };
  }

  /** A cause, with what Terraform has left behind because of it. */
  private named(cause: string): string {
    const { folder, stateFile } = this.target;
    if (this.printedState !== undefined) keepPrintedState(folder, this.printedState);
    if (erroredStateIn([folder]) === undefined) return cause;
    const fault = stateFault(stateFile, [folder]);
    return fault ? `${cause}; ${stateFaultSentence(fault)}` : cause;
  }

  /** Terraform's word is that the provider's calls succeeded, not what became of the guest since. */
  private async brokenPromise(): Promise<string | undefined> {
    return this.promised && this.context.lookAtMachine?.(this.target, this.promised);
  }

  private async runPlan(choice: PlanChoice, verdict: Verdict): Promise<HostPlanned> {
    const { again, note } = verdict;
    const file = this.context.plans.file(this.target.host.stackId);
    const isPartial = (again?.alone ?? false) && choice.targets === undefined;
    const targets = isPartial ? preparationAddresses(this.target) : choice.targets;
    const args = planArguments({ ...choice, targets }, file, again?.replace);
    const cause = await this.terraform('plan', PLAN_LIMIT_SECONDS, args);
    const lost = cause ?? this.context.log.lostOutput(this.target.host.stackId);
    // What a change does to the guest stands in the output.
    if (lost !== undefined) return { kind: 'failed', cause: lost };
    const found = this.exitCode === CHANGES_FOUND ? await this.changesOf(file) : undefined;
    this.promised = found && promiseOf(found);
    const changes = [
      ...(found ? this.changesFrom(found, again) : []),
      ...(isPartial ? [KNOWN_LATER] : []),
    ];
    this.prepares = changes.some(isPreparation);
    const difference = choice.reviewed && (await this.difference(choice.reviewed, changes, found));
    if (difference === undefined) return { kind: 'planned', changes, file, isPartial, note };
    return {
      kind: 'failed',
      cause: `the host's plan is not the one that was reviewed: ${difference}; nothing was applied; plan and review again`,
    };
  }

  /** How this plan is not the one that was reviewed, in the table or in Terraform's file. */
  private async difference(
    reviewed: ReviewedPlan,
    changes: readonly PlannedChange[],
    found: readonly ResourceChange[] = [],
  ): Promise<string | undefined> {
    const inTable = reviewDifference(reviewed.changes, changes);
    return inTable ?? planDifference(await this.changesOf(this.reviewedFile), found);
  }

  private async changesOf(file: string): Promise<ResourceChange[]> {
    const { binary, provider } = this.context;
    try {
      return await changesIn(binary.file, this.target.folder, file, provider);
    } catch (error) {
      const reason = printable((error as Error).message);
      throw new Error(`the plan cannot be read: ${reason}`, { cause: error });
    }
  }

  private get reviewedFile(): string {
    return this.context.plans.reviewedFile(this.target.host.stackId);
  }

  /** What Terraform would take for something else than it is: its folder, or its state. */
  private cannotBePlanned(): string | undefined {
    const { folder, stateFile } = this.target;
    const fault = stateFault(stateFile, [folder], this.context.binary);
    return fault ? stateFaultSentence(fault) : folderFault(folder);
  }

  private changesFrom(found: readonly ResourceChange[], again?: PreparedAgain): PlannedChange[] {
    const changes = [...plannedOrOutputs(found, this.diagnostics), ...lostDisks(found)];
    return again ? withGone(changes, again.gone) : changes;
  }

  private async initialize(): Promise<string | undefined> {
    const { binary } = this.context;
    const { folder, stateFile } = this.target;
    const initialization = new Initialization(folder, `${binary.name} ${binary.version}`);
    if (initialization.done) return undefined;
    makePrivateFolder(dirname(stateFile));
    return initialization.alone(async () => {
      if (initialization.done || initialization.copyFrom(this.target.stack?.others ?? [])) {
        return undefined;
      }
      const args = ['init', '-input=false', '-json', '-reconfigure', `-lockfile=readonly`];
      const cause = await this.terraform('init', PLAN_LIMIT_SECONDS, args);
      if (cause === undefined) initialization.markDone();
      return cause;
    });
  }

  private exitCode = 0;

  /** Runs Terraform and returns why it failed, if it did. */
  private async terraform(
    phase: Phase,
    limitSeconds: number,
    args: readonly string[],
  ): Promise<string | undefined> {
    const failure = new FailureCause();
    this.diagnostics = [];
    this.report(phase);
    const turn = await this.turn();
    try {
      const fault = this.target.stack?.fault();
      if (fault !== undefined) return fault;
      const process = this.process(limitSeconds, args, failure);
      const end = await this.context.interruption.watch(process);
      this.exitCode = end.kind === 'exited' ? end.exitCode : -1;
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
    this.printedState ??= event.state;
    if (event.diagnostic && this.diagnostics.length < MOST_DIAGNOSTICS) {
      this.diagnostics.push(event.diagnostic);
    }
    this.context.onEvent({ kind: 'terraform', address: this.target.address, event });
  }

  private report(phase: Phase): void {
    this.context.onEvent({ kind: 'phase', address: this.target.address, phase });
  }
}

/** Terraform cannot read what stands on the host before it is prepared again. */
const KNOWN_LATER: PlannedChange = {
  text: 'what else is to be done is known when it is prepared',
  consequence: 'none',
};

function planArguments(
  { destroy, targets = [] }: PlanChoice,
  file: string,
  replaced: readonly string[] = [],
): string[] {
  return [
    'plan',
    '-input=false',
    '-json',
    '-detailed-exitcode',
    `-lock-timeout=${LOCK_WAIT_SECONDS}s`,
    `-out=${file}`,
    ...(destroy ? ['-destroy'] : []),
    ...targets.map((address) => `-target=${address}`),
    ...replaced.map((address) => `-replace=${address}`),
  ];
}

function isGood(end: TerraformEnd, phase: Phase): boolean {
  if (end.kind !== 'exited') return false;
  return end.exitCode === 0 || (phase === 'plan' && end.exitCode === CHANGES_FOUND);
}

/** Outputs alone may change: state is written then, the host is not touched. */
function plannedOrOutputs(
  found: Parameters<typeof plannedChanges>[0],
  diagnostics: readonly Diagnostic[],
): PlannedChange[] {
  const changes = plannedChanges(found, diagnostics);
  return changes.length > 0 ? changes : [{ text: 'outputs of the stack', consequence: 'none' }];
}
