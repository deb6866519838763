import { FleetEvent, HostResult } from '../../../fleet/rollout/fleet-event';
import { FleetRun, PlannedHost, ReadyHost } from '../../../fleet/rollout/fleet-run';
import { Rolling } from '../../../fleet/rollout/restart/guest-restart';
import { PlanChoice } from '../../../fleet/rollout/host/host-run';
import { HostTarget } from '../../../fleet/rollout/host/host-target';
import { RunContext } from '../../../fleet/rollout/run-context';
import { FleetProgress, Work } from '../../report/progress/fleet-progress';

/** Makes the progress of one work over so many hosts. */
type Begin = (work: Work, hosts: number) => FleetProgress;

/**
 * A run of which every work is shown while it lasts. When its result is there, nothing is drawn any more: a table or
 * a question that follows has the terminal for itself.
 */
export class ShownRun {
  private readonly run: FleetRun;
  private progress?: FleetProgress;

  constructor(
    private readonly targets: readonly HostTarget[],
    context: Omit<RunContext, 'onEvent'>,
    parallel: number,
    private readonly begin: Begin,
  ) {
    const onEvent = (event: FleetEvent) => this.progress?.take(event);
    this.run = new FleetRun(targets, { ...context, onEvent }, parallel);
  }

  /** Whether hosts are being worked on. */
  get isWorking(): boolean {
    return this.progress !== undefined;
  }

  /** @param targets of the run. @default - all */
  plan(
    choiceFor: (target: HostTarget) => PlanChoice,
    targets = this.targets,
  ): Promise<PlannedHost[]> {
    return this.during('planning', targets.length, () => this.run.plan(choiceFor, targets));
  }

  apply(hosts: readonly ReadyHost[], rolling?: Rolling): Promise<HostResult[]> {
    return this.during('applying', hosts.length, () => this.run.apply(hosts, rolling));
  }

  /** The result of a host that is not applied. */
  resultOf(host: PlannedHost): HostResult {
    return this.run.resultOf(host);
  }

  /** Removes the plans that nobody keeps. */
  end(): void {
    this.run.end();
  }

  private async during<T>(work: Work, hosts: number, run: () => Promise<T>): Promise<T> {
    const progress = this.begin(work, hosts);
    this.progress = progress;
    try {
      return await run();
    } finally {
      this.progress = undefined;
      progress.end();
    }
  }
}
