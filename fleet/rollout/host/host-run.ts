import { posix } from 'node:path';
import { printable } from '../../../lib/config/printable';
import { errorSentence } from '../../../lib/node/file/file-fault';
import { erroredStateIn } from '../../../lib/node/terraform/errored-state';
import { folderFault } from '../../../lib/node/terraform/stack-folder';
import { stateFault, stateFaultSentence } from '../../../lib/node/terraform/state-fault';
import { Purpose, Verdict } from '../../look/look-verdict';
import { goneFromHost } from '../../review/gone-from-host';
import { planDifference, reviewDifference } from '../../review/plan-difference';
import { MACHINE_TAKEN_OVER, PlannedChange, plannedChanges } from '../../review/planned-change';
import { providerWarnings } from '../../review/provider-warning';
import { isPreparation, withGone } from '../../review/resources/preparation-changes';
import { Stake, stakeOf } from '../../review/stake';
import { PromisedMachine } from '../../status/promised-machine';
import { ResourceChange, changesIn } from '../../terraform/saved-plan';
import { keepPrintedState } from '../../terraform/state-restoration';
import { HostTarget } from './host-target';
import { removalPromise, removalsOf, removeWithLeftovers } from './interrupted-deployment';
import { HostTerraform, LOCK_WAIT_SECONDS, PLAN_LIMIT_SECONDS } from './host-terraform';
import { LookedHost } from './looked-host';
import { promiseOf } from './promise';
import { PLAN_AGAIN, ReviewedPlan } from '../reviewed/reviewed-plans';
import { RunContext } from '../run-context';
import { preparationAddresses } from '../target-addresses';

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
      readonly stake: Stake;
      readonly file: string;
      /** The plan prepares the host, and no more can be known before: it is to be planned again then. */
      readonly isPartial: boolean;
      /** What could not be known. */
      readonly note?: string;
      /** What the provider warns of. @default - nothing */
      readonly warnings?: readonly string[];
    };

/** What the provider warned of stands with either: what was lost is lost when the apply fails later, too. */
export type HostApplied = { readonly warnings?: readonly string[] } & (
  | { readonly kind: 'failed'; readonly cause: string }
  | { readonly kind: 'done'; readonly note?: string }
);

/** Terraform on the stack of one host. Whatever goes wrong is a value. */
export class HostRun {
  /** By what was planned last. */
  private promised?: PromisedMachine;
  private terraform: HostTerraform;
  private readonly looked: LookedHost;
  /** Whether what was planned last prepares the host. */
  private prepares = false;
  /** What the last plan warned of. */
  private announced: readonly string[] = [];
  /** What is applied in place of the saved plan, and what of the host. @default - the saved plan */
  private removes?: Verdict;
  private remark?: string;

  constructor(
    private target: HostTarget,
    private readonly context: RunContext,
  ) {
    this.terraform = new HostTerraform(target, context);
    this.looked = new LookedHost(target, context.look, context.holders);
  }

  async plan(choice: PlanChoice): Promise<HostPlanned> {
    try {
      const distrust = choice.reviewed?.copyTo(this.reviewedFile) ?? this.cannotBePlanned();
      if (distrust !== undefined) return { kind: 'failed', cause: distrust };
      this.terraform.report('connect');
      const verdict = await this.looked.beforePlan(choice);
      if (verdict.cause !== undefined) return { kind: 'failed', cause: verdict.cause };
      if (verdict.unrecorded !== undefined && !choice.destroy)
        await this.importing(verdict.unrecorded);
      this.remark = verdict.remark;
      const cause = await this.terraform.initialize();
      return cause === undefined ? await this.runPlan(choice, verdict) : { kind: 'failed', cause };
    } catch (error) {
      return { kind: 'failed', cause: errorSentence(error) };
    }
  }

  /** Applies exactly what was planned. */
  async apply(file: string): Promise<HostApplied> {
    const cause =
      (await this.looked.beforeApply()) ??
      (await this.terraform.initialize()) ??
      (await this.applied(file)) ??
      (this.prepares ? await this.looked.afterPreparation() : undefined) ??
      (await this.brokenPromise());
    const warnings = some(providerWarnings(this.terraform.diagnostics, this.announced));
    return cause === undefined
      ? { kind: 'done', ...(this.remark !== undefined && { note: this.remark }), ...warnings }
      : { kind: 'failed', cause: this.named(cause), ...warnings };
  }

  private applied(file: string): Promise<string | undefined> {
    const { applyLimitSeconds } = this.context;
    if (this.removes)
      return removeWithLeftovers(this.terraform, this.target, this.removes, applyLimitSeconds);
    return this.terraform.run('apply', applyLimitSeconds, [
      'apply',
      '-input=false',
      '-json',
      `-lock-timeout=${LOCK_WAIT_SECONDS}s`,
      file,
    ]);
  }

  /** From now on the stack imports the VM, so that the plan tells what is done to it as to any other. */
  private async importing(uuid: string): Promise<void> {
    const { signal } = this.context.interruption;
    this.target = (await this.target.importing?.(uuid, signal)) ?? this.target;
    this.terraform = new HostTerraform(this.target, this.context);
  }

  /** A cause, with what Terraform has left behind because of it. */
  private named(cause: string): string {
    const { folder, stateFile } = this.target;
    const { printedState } = this.terraform;
    if (printedState !== undefined) keepPrintedState(folder, printedState);
    if (erroredStateIn([folder]) === undefined) return cause;
    const fault = stateFault(stateFile, [folder]);
    return fault ? `${cause}; ${stateFaultSentence(fault)}` : cause;
  }

  /** Terraform's word is that the provider's calls succeeded, not what became of the guest since. */
  private async brokenPromise(): Promise<string | undefined> {
    return this.promised && this.context.lookAtMachine?.(this.target, this.promised);
  }

  private async runPlan(choice: PlanChoice, verdict: Verdict): Promise<HostPlanned> {
    const { again, note = verdict.remark } = verdict;
    const file = this.context.plans.file(this.target.host.stackId);
    const isPartial = (again?.alone ?? false) && choice.targets === undefined;
    const targets = isPartial ? preparationAddresses(this.target) : choice.targets;
    const args = planArguments({ ...choice, targets }, file, again?.replace);
    const cause = await this.terraform.run('plan', PLAN_LIMIT_SECONDS, args);
    this.announced = providerWarnings(this.terraform.diagnostics);
    const lost = cause ?? this.context.log.lostOutput(this.target.host.stackId);
    // What a change does to the guest stands in the output.
    if (lost !== undefined) return { kind: 'failed', cause: lost };
    const found = this.terraform.foundChanges ? await this.changesOf(file) : undefined;
    const removals = choice.destroy ? removalsOf(verdict) : [];
    this.removes = removals.length > 0 ? verdict : undefined;
    this.promised =
      (this.removes && removalPromise(this.target, verdict)) ?? (found && promiseOf(found));
    const changes = [
      ...(found ? this.changesFrom(found, choice.destroy ? {} : verdict) : []),
      ...removals,
      ...(isPartial ? [KNOWN_LATER] : []),
    ];
    this.prepares = changes.some(isPreparation);
    const difference = choice.reviewed && (await this.difference(choice.reviewed, changes, found));
    if (difference === undefined) {
      const stake = stakeOf(found ?? []);
      return { kind: 'planned', changes, stake, file, isPartial, note, ...some(this.announced) };
    }
    return {
      kind: 'failed',
      cause: `the host's plan is not the one that was reviewed: ${difference}; nothing was applied; ${PLAN_AGAIN}`,
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

  private changesFrom(
    found: readonly ResourceChange[],
    { again, unrecorded }: Verdict,
  ): PlannedChange[] {
    const takesOver = unrecorded !== undefined;
    const { objects } = this.target;
    const planned = plannedChanges(
      found,
      this.terraform.diagnostics,
      objects && posix.join(objects.poolPath, objects.systemDisk),
    );
    const changes = [
      ...(takesOver ? [MACHINE_TAKEN_OVER] : []),
      ...(planned.length > 0 || takesOver ? planned : [OUTPUTS]),
      ...goneFromHost(found),
    ];
    return again ? withGone(changes, again.gone) : changes;
  }
}

/** Warnings as a part of a result, where there are any. */
function some(warnings: readonly string[]): { warnings?: readonly string[] } {
  return warnings.length > 0 ? { warnings } : {};
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

/** They alone may change: state is written then, the host is not touched. */
const OUTPUTS: PlannedChange = {
  text: 'what Terraform records of it; nothing on the host',
  consequence: 'none',
};
