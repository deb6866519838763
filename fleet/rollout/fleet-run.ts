import { existsSync } from 'node:fs';
import { FleetEvent, HostResult, Phase } from './fleet-event';
import { Guest, GuestRestart, Rolling, restartsGuest } from './restart/guest-restart';
import { eachHost } from '../../lib/ssh/host-queue';
import { HostApplied, HostPlanned, HostRun, PlanChoice } from './host/host-run';
import { RunContext } from './run-context';
import { HostTarget } from './host/host-target';
import { PlannedChange } from '../review/planned-change';
import { Stake } from '../review/stake';
import { SilentGuests } from './restart/silent-guests';

/** A host with its plan, or with what kept it from having one. */
export interface PlannedHost {
  readonly target: HostTarget;
  /** Undefined: it was not begun before the run was interrupted. */
  readonly planned?: HostPlanned;
  readonly seconds: number;
}

/** A planned host that has something to apply. */
export interface ReadyHost {
  readonly target: HostTarget;
  readonly changes: readonly PlannedChange[];
  readonly stake: Stake;
  readonly file: string;
  readonly seconds: number;
  /** More is planned when this is applied. @default false */
  readonly isPartial?: boolean;
  /** What the provider warns of. @default - nothing */
  readonly warnings?: readonly string[];
}

/** Terraform over many hosts, each apart from the failures of the others. */
export class FleetRun {
  private readonly runs: ReadonlyMap<string, HostRun>;
  private readonly silentGuests: SilentGuests;

  constructor(
    private readonly targets: readonly HostTarget[],
    private readonly context: RunContext,
    /** Hosts at a time. */
    private readonly parallel: number,
  ) {
    this.silentGuests = new SilentGuests(context.silentGuestsFile);
    this.runs = new Map(targets.map((target) => [target.address, new HostRun(target, context)]));
  }

  /**
   * Plans hosts.
   *
   * @param targets of the run. @default - all
   */
  async plan(
    choiceFor: (target: HostTarget) => PlanChoice,
    targets = this.targets,
  ): Promise<PlannedHost[]> {
    const planOne = async (target: HostTarget): Promise<PlannedHost> => {
      const started = Date.now();
      const fault = target.stack?.fault();
      const planned: HostPlanned =
        fault === undefined
          ? await this.runOf(target).plan(choiceFor(target))
          : { kind: 'failed', cause: fault };
      return this.planned({ target, planned, seconds: secondsSince(started) });
    };
    const { signal } = this.context.interruption;
    const hosts = await eachHost(targets, this.parallel, signal, planOne, (target, cause) =>
      this.planned({ target, planned: { kind: 'failed', cause }, seconds: 0 }),
    );
    return hosts.map((host, i) => host ?? { target: targets[i] as HostTarget, seconds: 0 });
  }

  private planned(host: PlannedHost): PlannedHost {
    this.report(this.resultOf(host));
    return host;
  }

  /**
   * Applies plans as they were made; results in the order of the hosts.
   *
   * @param rolling how hosts whose guests restart come after the others. @default - like them
   */
  async apply(hosts: readonly ReadyHost[], rolling?: Rolling): Promise<HostResult[]> {
    const restarting = rolling ? this.silentFirst(hosts.filter(restartsGuest)) : [];
    const isRestarting = new Set(restarting);
    const others = hosts.filter((host) => !isRestarting.has(host));
    const { signal } = this.context.interruption;
    const results = await eachHost(
      others,
      this.parallel,
      signal,
      (host) => this.applyOne(host),
      (host, cause) => this.applied(host, { kind: 'failed', cause }, 0),
    );
    const all = results.map((result, i) => result ?? notStarted(others[i] as ReadyHost));
    if (rolling) all.push(...(await this.roll(restarting, rolling)));
    const byAddress = new Map(all.map((result) => [result.address, result]));
    return hosts.flatMap(({ target }) => byAddress.get(target.address) ?? []);
  }

  /** After the first failure, of this run or one before, no further guest is restarted. */
  private async roll(hosts: readonly ReadyHost[], rolling: Rolling): Promise<HostResult[]> {
    let cause = hosts.length > 0 ? await this.stillSilent(hosts, rolling) : undefined;
    const failure = new AbortController();
    if (cause !== undefined) failure.abort();
    const ended = AbortSignal.any([this.context.interruption.signal, failure.signal]);
    const stopAfter = (result: HostResult): HostResult => {
      if (result.outcome === 'failed') {
        cause ??= `no further guest is restarted after the failure of ${result.address}`;
        failure.abort();
      }
      return result;
    };
    const results = await eachHost(
      hosts,
      rolling.parallel,
      ended,
      async (host) => stopAfter(await this.applyOne(host, rolling)),
      (host, fault) => stopAfter(this.applied(host, { kind: 'failed', cause: fault }, 0)),
    );
    return results.map((result, i) => result ?? notStarted(hosts[i] as ReadyHost, cause));
  }

  /** A change may be what makes a guest answer again. */
  private silentFirst(hosts: readonly ReadyHost[]): ReadyHost[] {
    const isSilent = ({ target }: ReadyHost) => this.silentGuests.find(target.address);
    return [...hosts.filter(isSilent), ...hosts.filter((host) => !isSilent(host))];
  }

  /** Why guests that an earlier run restarted keep others from it; undefined: they answer. */
  private async stillSilent(
    hosts: readonly ReadyHost[],
    rolling: Rolling,
  ): Promise<string | undefined> {
    const inRun = new Set(hosts.map(({ target }) => target.address));
    const others = rolling.guests.filter(({ address }) => !inRun.has(address));
    for (const guest of others) {
      const { address } = guest;
      const noted = this.silentGuests.find(address);
      if (!noted) continue;
      this.reportPhase(address, 'wait for guest');
      const fault = await this.restartOf(guest, rolling).wait(noted.silence);
      this.reportPhase(address, 'waited');
      if (fault !== undefined)
        return `no guest is restarted while that of ${address}, restarted at ${noted.since}, is not known to be well: ${fault}`;
    }
    return undefined;
  }

  /** Removes the plans that nobody keeps. */
  end(): void {
    this.context.plans.remove();
  }

  /** The result of a host that is not applied. */
  resultOf(host: PlannedHost): HostResult {
    return planResult(host, this.logFile(host.target));
  }

  private async applyOne(host: ReadyHost, rolling?: Rolling): Promise<HostResult> {
    const started = Date.now();
    const applied = await this.applyTo(host, rolling);
    return this.applied(host, applied, secondsSince(started));
  }

  private applied(host: ReadyHost, applied: HostApplied, seconds: number): HostResult {
    const { target, changes } = host;
    const result: HostResult = {
      address: target.address,
      machineName: target.machineName,
      outcome: applied.kind,
      changes: changes.length,
      seconds: host.seconds + seconds,
      ...(applied.kind === 'failed' && { cause: applied.cause, logFile: this.logFile(target) }),
      ...(applied.kind === 'done' && applied.note !== undefined && { note: applied.note }),
      ...someWarnings(host.warnings, applied.warnings),
    };
    this.report(result);
    return result;
  }

  private applyTo({ target, changes, file }: ReadyHost, rolling?: Rolling): Promise<HostApplied> {
    const apply = () => this.runOf(target).apply(file);
    if (!rolling || shutsDown(changes)) return this.applyAtOnce(target, changes, apply);
    const onWait = () => this.reportPhase(target.address, 'wait for guest');
    return this.restartOf(target, rolling).run(changes, apply, onWait);
  }

  /** Nobody waits for a guest whose VM was taken away. */
  private async applyAtOnce(
    { address }: HostTarget,
    changes: readonly PlannedChange[],
    apply: () => Promise<HostApplied>,
  ): Promise<HostApplied> {
    const applied = await apply();
    if (applied.kind === 'done' && restartsGuest({ changes })) this.silentGuests.remove(address);
    return applied;
  }

  private restartOf(guest: Guest, rolling: Rolling): GuestRestart {
    return new GuestRestart(guest, rolling, this.context.interruption.signal, this.silentGuests);
  }

  private reportPhase(address: string, phase: Phase): void {
    this.context.onEvent({ kind: 'phase', address, phase });
  }

  private report(result: HostResult): void {
    const event: FleetEvent = { kind: 'result', address: result.address, result };
    this.context.onEvent(event);
  }

  /** Undefined while Terraform has not run on the host. */
  private logFile({ host: spec }: HostTarget): string | undefined {
    const file = this.context.log.file(spec.stackId);
    return existsSync(file) ? file : undefined;
  }

  private runOf({ address }: HostTarget): HostRun {
    const run = this.runs.get(address);
    if (!run) throw new Error(`${address} is not of this run`);
    return run;
  }
}

/** Nobody waits for a guest that is not started again. */
function shutsDown(changes: readonly PlannedChange[]): boolean {
  return changes.some(({ consequence }) => consequence === 'shutdown');
}

/** The hosts whose plan has something to do. */
export function readyHosts(hosts: readonly PlannedHost[]): ReadyHost[] {
  return hosts.flatMap(({ target, planned, seconds }) =>
    planned?.kind === 'planned' && planned.changes.length > 0
      ? [{ target, seconds, ...planned }]
      : [],
  );
}

function planResult(
  { target, planned, seconds }: PlannedHost,
  logFile: string | undefined,
): HostResult {
  const { address, machineName } = target;
  const base = { address, machineName, seconds, changes: 0 };
  if (!planned) return { ...base, outcome: 'not started' };
  if (planned.kind === 'failed') {
    return { ...base, outcome: 'failed', cause: planned.cause, logFile };
  }
  const changes = planned.changes.length;
  const { note, warnings } = planned;
  const outcome = changes > 0 ? 'planned' : 'no changes';
  const noted = { ...(note !== undefined && { note }), ...someWarnings(warnings) };
  return { ...base, changes, outcome, ...noted };
}

/** All warnings of a host as a part of its result, where there are any. */
export function someWarnings(
  ...lists: readonly (readonly string[] | undefined)[]
): Pick<HostResult, 'warnings'> {
  const warnings = [...new Set(lists.flatMap((list) => list ?? []))];
  return warnings.length > 0 ? { warnings } : {};
}

function notStarted({ target, changes }: ReadyHost, cause?: string): HostResult {
  const { address, machineName } = target;
  return {
    address,
    machineName,
    outcome: 'not started',
    changes: changes.length,
    seconds: 0,
    ...(cause !== undefined && { cause }),
  };
}

function secondsSince(started: number): number {
  return (Date.now() - started) / 1000;
}
