import { HostResult } from '../../fleet/rollout/fleet-event';
import { HostTarget } from '../../fleet/rollout/host-target';
import { PlanChoice } from '../../fleet/rollout/host-run';
import { MergedRow } from '../../fleet/review/merged-plan';
import { ReviewedPlans } from '../../fleet/rollout/reviewed-plans';
import { isDistrust } from '../../lib/node/trusted-path';
import { PlannedHost, ReadyHost, readyHosts } from '../../fleet/rollout/fleet-run';
import { canAsk, confirmed } from './confirmation';
import { ExitCode } from '../report/exit-code';
import { owningProject } from './owning-project';
import { Refusal } from './refusal';
import { readFleetInput } from './fleet-input';
import { ChangeOptions } from '../options/fleet-options';
import { FleetSession } from './fleet-session';
import { print, printJson } from '../report/output';
import { palette } from '../report/palette';
import { ChangeName, changeQuestion } from '../report/change-question';
import { planTable } from '../report/plan-report';
import { isComplete, isFailed, resultDocument, runReport } from '../report/run-report';
import { missingAllowances } from './missing-allowances';
import { RestOfRun } from './rest-of-run';
import { RollingOptions, rollingOf } from '../options/rolling-options';

/** A command that changes hosts. */
export interface ChangeCommand {
  readonly name: ChangeName;
  readonly choiceFor: (target: HostTarget) => PlanChoice;
  /** Whether consequences need `--allow`; what the command is for does not. */
  readonly needsAllowance: boolean;
  /** How restarts go. @default - like all other changes */
  readonly rolling?: RollingOptions;
  /** What became of it when the question is answered with no. @default 'nothing was changed' */
  readonly declined?: string;
  /** Done after the question, before anything is applied. */
  readonly onAgreed?: (hosts: readonly ReadyHost[]) => void;
}

/** Plans all hosts, shows the table, asks once, and applies exactly those plans. */
export async function changeFleet(
  command: ChangeCommand,
  options: ChangeOptions,
): Promise<number | Refusal> {
  const refusal = cannotBeAgreed(command.name, options);
  if (refusal) return refusal;
  return owningProject(options.config, command.name, () => change(command, options));
}

async function change(command: ChangeCommand, options: ChangeOptions): Promise<number | Refusal> {
  if (options.plan !== undefined && options.hosts !== undefined) {
    return Refusal.of('--plan applies the hosts it was made for; leave out --hosts');
  }
  const reviewed = options.plan === undefined ? undefined : reviewedPlans(options.plan);
  if (reviewed instanceof Refusal) return reviewed;
  const hosts = reviewed ? reviewed.addresses.join(',') : options.hosts;
  const fleet = readFleetInput({ ...options, hosts });
  if (fleet instanceof Refusal) return fleet;
  const hostTimeoutMinutes = options.hostTimeout;
  const session = await FleetSession.open(fleet, command.name, { ...options, hostTimeoutMinutes });
  if (session instanceof Refusal) return session;
  return session.during(() => new FleetChange(session, command, options).run(reviewed));
}

/** The refusal where there is neither `--yes` nor anybody to ask. */
export function cannotBeAgreed(
  name: string,
  { yes }: Pick<ChangeOptions, 'yes'>,
): Refusal | undefined {
  if (yes || canAsk()) return undefined;
  return Refusal.of(
    `${name} asks before it changes anything, and there is no terminal to ask on; say --yes`,
  );
}

function reviewedPlans(folder: string): ReviewedPlans | Refusal {
  const plans = ReviewedPlans.open(folder);
  if (isDistrust(plans)) return Refusal.of(`${plans.reason}; ${plans.cure}`);
  if (plans.addresses.length > 0) return plans;
  return Refusal.of(`the plan in ${plans.folder} changes nothing`);
}

/** The same for hosts whose stacks are synthesized already. */
export class FleetChange {
  constructor(
    private readonly session: FleetSession,
    private readonly command: ChangeCommand,
    private readonly options: ChangeOptions,
  ) {}

  /** @param reviewed what alone may be applied. @default - whatever is to be done */
  async run(reviewed?: ReviewedPlans): Promise<number | Refusal> {
    const moved = reviewed && this.moved(reviewed);
    if (moved) return moved;
    const planned = await this.session.run.plan((target) => ({
      ...this.command.choiceFor(target),
      reviewed: reviewed?.of(target),
    }));
    const ready = readyHosts(planned);
    const isReady = new Set(ready.map(({ target }) => target));
    const others = planned.filter(({ target }) => !isReady.has(target));
    if (ready.length === 0) return this.report(others, []);
    const rows = this.session.rowsOf(ready);
    this.show(rows);
    if (this.command.needsAllowance) {
      const missing = missingAllowances(rows, this.options.allow);
      if (missing.length > 0) return Refusal.of(...missing);
    }
    const leftOut = this.session.withFailed(others.map((host) => this.session.run.resultOf(host)));
    if (!(await this.agreed(ready, leftOut.filter(isFailed).length))) return this.declined();
    this.command.onAgreed?.(ready);
    const applied = await this.apply(ready);
    const rest = new RestOfRun(this.session, this.command, this.options, this);
    return this.report(others, await rest.after(ready, applied, reviewed !== undefined));
  }

  apply(ready: readonly ReadyHost[]): Promise<HostResult[]> {
    const { run, fleet } = this.session;
    const { rolling } = this.command;
    return run.apply(ready, rolling && rollingOf(rolling, fleet.input));
  }

  private moved(reviewed: ReviewedPlans): Refusal | undefined {
    const moved = reviewed.moved(this.session.targets, this.session.origin);
    if (moved.length === 0) return undefined;
    return Refusal.of(
      `the plans in ${reviewed.folder} are out of date and nothing was applied. Moved since:`,
    ).with(...moved.map((what) => `  ${what}`), 'plan and review again');
  }

  /** The table, for whoever is to agree to it or reads along. */
  show(rows: readonly MergedRow[]): void {
    if (this.options.json && this.options.yes) return;
    print(process.stderr, planTable(rows, palette(process.stderr)));
  }

  /**
   * Whether the operator wants it.
   *
   * @param leftOut hosts of the run that have failed
   */
  async agreed(ready: readonly ReadyHost[], leftOut: number): Promise<boolean> {
    if (this.session.interruption.asked) return false;
    return this.options.yes || confirmed(changeQuestion(this.command.name, ready, leftOut));
  }

  private declined(): Refusal {
    const { name, declined = 'nothing was changed' } = this.command;
    if (!this.session.interruption.asked) return Refusal.of(declined);
    return Refusal.failed(`${name} was interrupted while the hosts were planned; ${declined}`);
  }

  private report(others: readonly PlannedHost[], applied: readonly HostResult[]): number {
    const results = [...others.map((host) => this.session.run.resultOf(host)), ...applied];
    const ordered = this.session.withFailed(results);
    if (this.options.json) {
      printJson(process.stdout, { type: this.command.name, hosts: resultDocument(ordered) });
    } else print(process.stdout, runReport(ordered, palette(process.stdout)));
    const complete = isComplete(ordered) && !this.session.interruption.asked;
    return complete ? ExitCode.done : ExitCode.failed;
  }
}
