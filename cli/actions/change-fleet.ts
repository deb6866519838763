import { HostResult } from '../../fleet/rollout/fleet-event';
import { HostTarget } from '../../fleet/rollout/host-target';
import { PlanChoice } from '../../fleet/rollout/host-run';
import { PlanFolder } from '../../fleet/rollout/plan-folder';
import { PlannedHost, ReadyHost, readyHosts } from '../../fleet/rollout/fleet-run';
import { canAsk, confirmed } from './confirmation';
import { ExitCode } from '../report/exit-code';
import { readFleetInput, tell } from './fleet-input';
import { ChangeOptions } from '../options/fleet-options';
import { FleetSession, exitCodeOf } from './fleet-session';
import { palette } from '../report/palette';
import { planTable } from '../report/plan-report';
import { isComplete, resultDocument, runReport } from '../report/run-report';
import { missingAllowances } from './missing-allowances';
import { RollingOptions, rollingOf } from '../options/rolling-options';

/** A command that changes hosts. */
export interface ChangeCommand {
  readonly name: 'deploy' | 'destroy' | 'prepare' | 'retire' | 'adopt';
  readonly choiceFor: (target: HostTarget) => PlanChoice;
  /** What is asked for by the command itself needs no `--allow`. */
  readonly needsAllowance: boolean;
  /** How restarts go. @default - like all other changes */
  readonly rolling?: RollingOptions;
  /** Done after the question, before anything is applied. */
  readonly onAgreed?: (hosts: readonly ReadyHost[]) => void;
}

/** Plans all hosts, shows the table, asks once, and applies exactly those plans. */
export async function changeFleet(command: ChangeCommand, options: ChangeOptions): Promise<number> {
  if (cannotBeAgreed(command.name, options)) return ExitCode.wrongInput;
  const folder = options.plan === undefined ? undefined : new PlanFolder(options.plan);
  if (folder && options.hosts !== undefined) {
    tell('quantum-kvm: --plan applies the hosts it was made for; leave out --hosts');
    return ExitCode.wrongInput;
  }
  const hosts = folder ? plannedHosts(folder) : options.hosts;
  if (folder && hosts === undefined) return ExitCode.wrongInput;
  const fleet = readFleetInput({ ...options, hosts });
  if (!fleet) return ExitCode.wrongInput;
  const hostTimeoutMinutes = options.hostTimeout;
  const session = await FleetSession.open(fleet, command.name, { ...options, hostTimeoutMinutes });
  if (!session) return ExitCode.wrongInput;
  return session.during(() => new FleetChange(session, command, options).run(folder));
}

/** Whether there is neither `--yes` nor anybody to ask, which is told. */
export function cannotBeAgreed(name: string, { yes }: Pick<ChangeOptions, 'yes'>): boolean {
  if (yes || canAsk()) return false;
  tell(
    `quantum-kvm: ${name} asks before it changes hosts, and there is no terminal to ask on; say --yes`,
  );
  return true;
}

/** The hosts that were planned, as a range; undefined when there are none, which is told. */
function plannedHosts(folder: PlanFolder): string | undefined {
  try {
    const addresses = folder.addresses();
    if (addresses.length > 0) return addresses.join(',');
    tell(`quantum-kvm: the plan in ${folder.folder} changes nothing`);
  } catch (error) {
    tell(`quantum-kvm: ${(error as Error).message}`);
  }
  return undefined;
}

/** The same for hosts whose stacks are synthesized already. */
export class FleetChange {
  constructor(
    private readonly session: FleetSession,
    private readonly command: ChangeCommand,
    private readonly options: ChangeOptions,
  ) {}

  async run(folder?: PlanFolder): Promise<number> {
    const planned = folder ? [] : await this.session.run.plan(this.command.choiceFor);
    if (folder && this.refusesMoved(folder)) return ExitCode.wrongInput;
    const ready = folder ? folder.ready(this.session.targets) : readyHosts(planned);
    const others = planned.filter(({ target }) => !ready.some((host) => host.target === target));
    if (ready.length === 0) return this.report(others, []);
    const rows = this.session.rowsOf(ready);
    if (!this.options.json) process.stderr.write(`${planTable(rows, palette(process.stderr))}\n`);
    if (this.command.needsAllowance) {
      const missing = missingAllowances(rows, this.options.allow);
      missing.forEach((sentence) => tell(`quantum-kvm: ${sentence}`));
      if (missing.length > 0) return ExitCode.wrongInput;
    }
    if (!(await this.agreed(ready))) return this.report(others, []);
    this.command.onAgreed?.(ready);
    return this.report(others, await this.apply(ready));
  }

  private apply(ready: readonly ReadyHost[]): Promise<HostResult[]> {
    const { run, fleet } = this.session;
    const { rolling } = this.command;
    return run.apply(ready, rolling && rollingOf(rolling, fleet.input));
  }

  private refusesMoved(folder: PlanFolder): boolean {
    const moved = folder.moved(this.session.targets, this.session.origin);
    if (moved.length === 0) return false;
    tell(
      `quantum-kvm: the plans in ${folder.folder} are out of date and nothing was applied. Moved since:`,
    );
    moved.forEach((what) => tell(`  ${what}`));
    tell('plan and review again');
    return true;
  }

  private async agreed(ready: readonly ReadyHost[]): Promise<boolean> {
    if (this.session.interruption.asked) return false;
    if (this.options.yes) return true;
    const hosts = ready.length === 1 ? '1 host' : `${ready.length} hosts`;
    const agreed = await confirmed(
      `${this.command.name} on ${hosts}?`,
      new AbortController().signal,
    );
    if (!agreed) tell('quantum-kvm: nothing was changed');
    return agreed;
  }

  private report(others: readonly PlannedHost[], applied: readonly HostResult[]): number {
    const results = [...others.map((host) => this.session.run.resultOf(host)), ...applied];
    const ordered = this.session.targets.flatMap(({ address }) =>
      results.filter((result) => result.address === address),
    );
    process.stdout.write(
      this.options.json
        ? `${JSON.stringify({ type: this.command.name, hosts: resultDocument(ordered) })}\n`
        : runReport(ordered, palette(process.stdout)),
    );
    const complete = isComplete(ordered) && !this.session.interruption.asked;
    return exitCodeOf(complete, this.session.fleet);
  }
}
