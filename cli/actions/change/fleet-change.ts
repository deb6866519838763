import { HostResult } from '../../../fleet/rollout/fleet-event';
import { HostTarget } from '../../../fleet/rollout/host/host-target';
import { PlanChoice } from '../../../fleet/rollout/host/host-run';
import { ReviewedPlans } from '../../../fleet/rollout/reviewed/reviewed-plans';
import { permitPowerCut } from '../../../lib/node/terraform/terraform-environment';
import { PlannedHost, ReadyHost, readyHosts } from '../../../fleet/rollout/fleet-run';
import { allowanceFor } from '../../../fleet/review/consequence';
import { MergedRow } from '../../../fleet/review/merged-plan';
import { confirmed } from './confirmation';
import { ExitCode } from '../../report/exit-code';
import { notice } from '../../report/notice';
import { Refusal } from '../session/refusal';
import { ChangeOptions } from '../../options/fleet-options';
import { FleetSession } from '../session/fleet-session';
import { printDocument } from '../../report/documents/print-document';
import { print } from '../../report/output';
import { palette } from '../../report/palette';
import { ChangeName, Circumstances, changeQuestion } from '../../report/change-question';
import { keptPlansText } from '../../report/kept-plans';
import { planTable } from '../../report/plan-report';
import {
  changeDocument,
  failures,
  interruptedText,
  isComplete,
  isFailed,
  runReport,
  warningLines,
} from '../../report/run-report';
import { missingAllowances } from './missing-allowances';
import { RestOfRun } from './rest-of-run';
import { RollingOptions, rollingOf } from '../../options/rolling-options';

/** A command that changes hosts. */
export interface ChangeCommand {
  readonly name: ChangeName;
  readonly choiceFor: (target: HostTarget) => PlanChoice;
  /** Whether consequences need `--allow`; what the command is for does not. */
  readonly needsAllowance: boolean;
  /** Whether a guest that does not shut down for its restart has its power cut. @default - its host fails */
  readonly cutsPower?: boolean;
  /** How restarts go. @default - like all other changes */
  readonly rolling?: RollingOptions;
  /** What became of it when the question is answered with no. @default 'nothing was changed' */
  readonly declined?: string;
  /** Done after the question, before anything is applied. */
  readonly onAgreed?: (hosts: readonly ReadyHost[]) => void;
}

/** The last that a command says: every host with what became of it, and the plans that it went by. */
export function reportResults(
  { name }: Pick<ChangeCommand, 'name'>,
  { json, plan: folder = '' }: Pick<ChangeOptions, 'json' | 'plan'>,
  results: readonly HostResult[],
  reviewed?: Pick<ReviewedPlans, 'digest'>,
): void {
  const plans = reviewed && { folder, digest: reviewed.digest };
  if (json) return printDocument(changeDocument(name, results, plans));
  print(process.stdout, runReport(results, palette(process.stdout)));
  if (plans) print(process.stdout, keptPlansText(plans));
}

/** A change of hosts whose stacks are synthesized: planned, shown, agreed to and applied. */
export class FleetChange {
  constructor(
    private readonly session: FleetSession,
    private readonly command: ChangeCommand,
    private readonly options: ChangeOptions,
  ) {}

  /** @param reviewed what alone may be applied. @default - whatever is to be done */
  async run(reviewed?: ReviewedPlans): Promise<number | Refusal> {
    permitPowerCut(this.command.cutsPower ?? false);
    const foreign = reviewed?.foreign(this.session.origin);
    if (foreign !== undefined) return Refusal.of(foreign);
    const planned = await this.session.run.plan((target) => ({
      ...this.command.choiceFor(target),
      reviewed: reviewed?.of(target),
    }));
    const ready = readyHosts(planned);
    const isReady = new Set(ready.map(({ target }) => target));
    const others = planned.filter(({ target }) => !isReady.has(target));
    if (ready.length === 0) return this.report(others, [], reviewed);
    const rows = this.session.rowsOf(ready);
    this.show(ready, reviewed);
    if (this.command.cutsPower) this.warnOfPowerCut(rows);
    if (this.command.needsAllowance) {
      const missing = missingAllowances(rows, this.options.allow);
      if (missing.length > 0) return this.refused(Refusal.of(...missing), others);
    }
    const refusal = await this.disagreement(ready, others, reviewed);
    if (refusal) return this.refused(refusal, others);
    this.command.onAgreed?.(ready);
    const applied = await this.apply(ready);
    const rest = new RestOfRun(this.session, this.command, this.options, this);
    const results = await rest.after(ready, applied, reviewed !== undefined);
    return this.report(others, results, reviewed);
  }

  /** All that a person is to know before the question; nothing where there is none and a program reads along. */
  show(ready: readonly ReadyHost[], reviewed?: ReviewedPlans): void {
    const { json, yes, plan: folder = '' } = this.options;
    if (json && yes) return;
    const colours = palette(process.stderr);
    const hosts = ready.map(({ target, warnings }) => ({ address: target.address, warnings }));
    const table = planTable(this.session.rowsOf(ready), colours);
    print(process.stderr, [table, ...warningLines(hosts, colours)].join('\n'));
    if (reviewed) print(process.stderr, keptPlansText({ folder, digest: reviewed.digest }));
  }

  apply(ready: readonly ReadyHost[]): Promise<HostResult[]> {
    const { run, fleet } = this.session;
    const { rolling } = this.command;
    return run.apply(ready, rolling && rollingOf(rolling, fleet.input));
  }

  /** No report follows: why hosts have failed is said here. */
  private refused(refusal: Refusal, others: readonly PlannedHost[]): Refusal {
    const causes = failures(this.session.withFailed(this.resultsOf(others)));
    if (causes.length > 0) notice(causes.join('\n'));
    return refusal;
  }

  private warnOfPowerCut(rows: readonly MergedRow[]): void {
    const guests = rows.filter(({ consequence }) => allowanceFor(consequence) !== undefined);
    if (guests.length === 0 || this.options.json) return;
    notice(
      'quantum-kvm: --cut-power: a guest that is to be restarted and does not shut down within kvm.shutdown.timeout.seconds has its power cut; what it has not written to its disks is lost',
    );
  }

  /** Why nothing is applied, where the operator does not want it. */
  private async disagreement(
    ready: readonly ReadyHost[],
    others: readonly PlannedHost[],
    reviewed?: ReviewedPlans,
  ): Promise<Refusal | undefined> {
    const { interruption } = this.session;
    const { name, declined = 'nothing was changed' } = this.command;
    if (interruption.asked) return Refusal.failed(`${name} was interrupted; ${declined}`);
    const leftOut = this.session.withFailed(this.resultsOf(others));
    const asked = { leftOut: leftOut.filter(isFailed).length, plans: reviewed?.digest };
    return (await this.agreed(ready, asked)) ? undefined : Refusal.of(declined);
  }

  /** Whether the operator wants it. */
  async agreed(ready: readonly ReadyHost[], asked: Circumstances): Promise<boolean> {
    if (this.session.interruption.asked) return false;
    return this.options.yes || confirmed(changeQuestion(this.command.name, ready, asked));
  }

  private report(
    others: readonly PlannedHost[],
    applied: readonly HostResult[],
    reviewed?: ReviewedPlans,
  ): number {
    const ordered = this.session.withFailed([...this.resultsOf(others), ...applied]);
    this.session.keepResults(ordered);
    reportResults(this.command, this.options, ordered, reviewed);
    if (this.session.interruption.asked) notice(interruptedText(this.command.name, ordered));
    return isComplete(ordered) ? ExitCode.done : ExitCode.failed;
  }

  private resultsOf(planned: readonly PlannedHost[]): HostResult[] {
    return planned.map((host) => this.session.run.resultOf(host));
  }
}
