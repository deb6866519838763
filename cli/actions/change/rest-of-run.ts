import { HostResult } from '../../../fleet/rollout/fleet-event';
import { PlannedHost, ReadyHost, readyHosts, someWarnings } from '../../../fleet/rollout/fleet-run';
import { HostTarget } from '../../../fleet/rollout/host/host-target';
import { PLAN_AGAIN } from '../../../fleet/rollout/reviewed/reviewed-plans';
import { ChangeOptions } from '../../options/fleet-options';
import { Circumstances } from '../../report/change-question';
import type { ChangeCommand } from './fleet-change';
import { FleetSession } from '../session/fleet-session';
import { missingAllowances } from './missing-allowances';

/** What a change of the fleet does with hosts that have a plan. */
interface Change {
  apply(hosts: readonly ReadyHost[]): Promise<HostResult[]>;
  show(hosts: readonly ReadyHost[]): void;
  agreed(hosts: readonly ReadyHost[], asked: Circumstances): Promise<boolean>;
}

/** Of hosts that had to be prepared again before they could be planned at all, what else is to be done. */
export class RestOfRun {
  constructor(
    private readonly session: FleetSession,
    private readonly command: Pick<ChangeCommand, 'choiceFor' | 'needsAllowance'>,
    private readonly options: Pick<ChangeOptions, 'allow'>,
    private readonly change: Change,
  ) {}

  /**
   * Plans these hosts once more, and applies as much as is allowed and agreed to.
   *
   * @param isReviewed nothing may be applied that was not reviewed before
   * @returns the results, with what became of the rest
   */
  async after(
    ready: readonly ReadyHost[],
    applied: readonly HostResult[],
    isReviewed: boolean,
  ): Promise<HostResult[]> {
    const done = new Set(
      applied.flatMap(({ address, outcome }) => (outcome === 'done' ? address : [])),
    );
    const prepared = ready
      .filter(({ isPartial, target }) => isPartial && done.has(target.address))
      .map(({ target }) => target);
    if (prepared.length === 0) return [...applied];
    const planned = await this.plan(prepared);
    const rest = await this.applyRest(readyHosts(planned), isReviewed);
    const unplanned = planned.filter((host) => host.planned?.kind !== 'planned');
    const all = [...rest, ...unplanned.map((host) => this.notPlanned(host))];
    const later = new Map(all.map((result) => [result.address, result]));
    return applied.map((result) => followed(result, later.get(result.address)));
  }

  private plan(prepared: readonly HostTarget[]): Promise<PlannedHost[]> {
    return this.session.run.plan((target) => this.command.choiceFor(target), prepared);
  }

  private async applyRest(hosts: readonly ReadyHost[], isReviewed: boolean): Promise<HostResult[]> {
    if (hosts.length === 0) return [];
    this.change.show(hosts);
    const causes = new Map(hosts.map((host) => [host, this.hindrance(host, isReviewed)]));
    const allowed = hosts.filter((host) => causes.get(host) === undefined);
    const agreed =
      allowed.length > 0 &&
      (await this.change.agreed(allowed, { leftOut: hosts.length - allowed.length }));
    const applied = agreed ? await this.change.apply(allowed) : [];
    const left = hosts.filter((host) => !agreed || causes.get(host) !== undefined);
    return [...applied, ...left.map((host) => leftResult(host, causes.get(host) ?? REFUSED))];
  }

  /** Why what was planned after the preparation is not applied in this run. */
  private hindrance(host: ReadyHost, isReviewed: boolean): string | undefined {
    if (isReviewed) return `it was not reviewed; ${PLAN_AGAIN}`;
    if (!this.command.needsAllowance) return undefined;
    return missingAllowances(this.session.rowsOf([host]), this.options.allow, 'it was not done')[0];
  }

  private notPlanned(host: PlannedHost): HostResult {
    const result = this.session.run.resultOf(host);
    const cause = result.cause ?? 'the run was interrupted; run the same command again';
    return onlyPrepared(result, cause);
  }
}

/** What was warned of before stands beside what came of the rest. */
function followed(first: HostResult, later: HostResult | undefined): HostResult {
  return later ? { ...later, ...someWarnings(first.warnings, later.warnings) } : first;
}

const REFUSED = 'it was not agreed to; run the same command again';

function leftResult({ target, changes }: ReadyHost, cause: string): HostResult {
  const { address, machineName } = target;
  return onlyPrepared({ address, machineName, changes: changes.length, seconds: 0 }, cause);
}

function onlyPrepared(result: Omit<HostResult, 'outcome'>, cause: string): HostResult {
  return { ...result, outcome: 'failed', cause: `prepared again, but not all is done: ${cause}` };
}
