import { setTimeout as sleep } from 'node:timers/promises';
import { Project } from '../../../lib/node/project';
import { GuestSeen, GuestState, askGuest } from './guest-agent';
import { healthFault } from './health-check';
import { HostApplied } from '../host/host-run';
import { HostTarget } from '../host/host-target';
import { PlannedChange } from '../../review/planned-change';
import { SilentGuests } from './silent-guests';

/** A VM as its host and the operator name it. */
export type Guest = Pick<HostTarget, 'host' | 'address' | 'machineName'>;

/** How changes that restart guests are applied. */
export interface Rolling {
  /** Hosts at a time. */
  readonly parallel: number;
  /** Says on this machine whether a guest is well. @default - its agent is asked */
  readonly healthCheck?: string;
  /** What a guest may take to answer after its restart. */
  readonly limitSeconds: number;
  /** Between two probes. @default 2 */
  readonly intervalSeconds?: number;
  readonly project: Project;
  /** All of the fleet, also of hosts that are not in the run. */
  readonly guests: readonly Guest[];
}

const INTERVAL_SECONDS = 2;

/** Whether the guest does not run on as it is. A data disk is given up by a restart, too. */
export function restartsGuest({
  changes,
}: {
  readonly changes: readonly PlannedChange[];
}): boolean {
  return changes.some(({ consequence }) => consequence !== 'none' && consequence !== 'online');
}

/** Decides whether a guest is there again; undefined: it is, else why not. */
type Probe = (signal: AbortSignal) => Promise<string | undefined>;

/** An apply that restarts a guest, and the wait until the guest answers. */
export class GuestRestart {
  constructor(
    private readonly guest: Guest,
    private readonly rolling: Rolling,
    private readonly interrupted: AbortSignal,
    private readonly silentGuests: SilentGuests,
  ) {}

  /**
   * @param changes what is done
   * @param apply does it
   * @param onWait called when the wait begins
   */
  async run(
    changes: readonly PlannedChange[],
    apply: () => Promise<HostApplied>,
    onWait: () => void,
  ): Promise<HostApplied> {
    const asks = this.rolling.healthCheck === undefined;
    const before = await this.ask(this.interrupted);
    if (this.interrupted.aborted) return { kind: 'failed', cause: 'interrupted, not restarted' };
    if (before.kind === 'failed' && asks) {
      const cause = `not restarted, as its guest could not be asked before: ${before.cause}`;
      return { kind: 'failed', cause };
    }
    const startFault = faultOfStart(changes, before);
    if (startFault !== undefined) return { kind: 'failed', cause: `not restarted: ${startFault}` };
    const silence = reasonForSilence(changes, asks ? before : undefined);
    // Noted before anything can happen to it: whoever is ended meanwhile leaves word.
    this.silentGuests.add(this.guest.address, silence);
    const applied = await apply();
    if (applied.kind === 'failed') return applied;
    onWait();
    const fault = await this.wait(silence);
    if (fault !== undefined) return { ...applied, kind: 'failed', cause: `changed, but ${fault}` };
    if (silence === undefined || !asks) return applied;
    return { ...applied, note: `${silence}; the VM runs, more is not known` };
  }

  /**
   * Waits until the guest answers.
   *
   * @param silence why its agent is not expected to
   * @returns why it is not known to be well
   */
  async wait(silence?: string): Promise<string | undefined> {
    const [who, probe] = this.probe(silence);
    const fault = await this.untilAnswered(probe);
    if (fault === undefined) {
      this.silentGuests.remove(this.guest.address);
      return undefined;
    }
    const time = this.interrupted.aborted
      ? 'the wait for its guest was interrupted'
      : `its guest did not answer within ${this.rolling.limitSeconds} s`;
    return `${time}; ${who}: ${fault}`;
  }

  /** Who is probed, and how. */
  private probe(silence: string | undefined): [string, Probe] {
    const { healthCheck } = this.rolling;
    if (healthCheck !== undefined) {
      return ['health check', (signal) => healthFault(healthCheck, this.guest, signal)];
    }
    return silence === undefined
      ? ['guest agent', (signal) => this.agentFault(signal)]
      : ['VM', (signal) => this.stateFault(signal)];
  }

  /** Asks until there is an answer, the limit has passed or the run is interrupted. */
  private async untilAnswered(probe: Probe): Promise<string | undefined> {
    const end = new AbortController();
    const abort = () => end.abort();
    const timer = setTimeout(abort, this.rolling.limitSeconds * 1000);
    this.interrupted.addEventListener('abort', abort, { once: true });
    if (this.interrupted.aborted) abort();
    try {
      return await lastFault(probe, end.signal, this.rolling.intervalSeconds);
    } finally {
      clearTimeout(timer);
      this.interrupted.removeEventListener('abort', abort);
    }
  }

  private async agentFault(signal: AbortSignal): Promise<string | undefined> {
    const seen = await this.ask(signal);
    if (seen.kind === 'failed') return seen.cause;
    const { answers, state } = seen.guest;
    if (isForeign(seen.guest)) return FOREIGN;
    return answers ? undefined : `no answer, and the VM is ${state}`;
  }

  private async stateFault(signal: AbortSignal): Promise<string | undefined> {
    const seen = await this.ask(signal);
    if (seen.kind === 'failed') return seen.cause;
    const { state } = seen.guest;
    if (isForeign(seen.guest)) return FOREIGN;
    return state === 'running' ? undefined : `it is ${state}`;
  }

  private ask(signal: AbortSignal): Promise<GuestSeen> {
    const { host, machineName } = this.guest;
    return askGuest(host, machineName, this.rolling.project, signal);
  }
}

const FOREIGN = 'the VM of this name was not made from here';

/** After a change a VM of ours has its tag. */
function isForeign({ state, ours }: GuestState): boolean {
  return state !== 'missing' && !ours;
}

/** Why the guest, once shut down, would not come again; unless what is wrong is taken away by the change. */
function faultOfStart(changes: readonly PlannedChange[], before: GuestSeen): string | undefined {
  if (before.kind === 'failed' || changes.some(({ consequence }) => consequence === 'data loss'))
    return undefined;
  return before.guest.startFault;
}

/** Why no answer of the agent can be expected; undefined: it can. */
function reasonForSilence(
  changes: readonly PlannedChange[],
  before: GuestSeen | undefined,
): string | undefined {
  if (changes.some(({ consequence }) => consequence === 'reinstall')) {
    return 'the new system disk holds no guest agent';
  }
  return before?.kind === 'seen' && !before.guest.answers
    ? 'no guest agent answered before the restart'
    : undefined;
}

/** What was wrong when the signal came; undefined as soon as nothing is. */
async function lastFault(
  probe: Probe,
  end: AbortSignal,
  intervalSeconds = INTERVAL_SECONDS,
): Promise<string | undefined> {
  let last = 'not asked';
  while (!end.aborted) {
    const fault = await probe(end);
    if (fault === undefined) return undefined;
    // A probe that was cut off says less than the one before.
    if (!end.aborted || last === 'not asked') last = fault;
    await sleep(intervalSeconds * 1000, undefined, { signal: end }).catch(() => undefined);
  }
  return last;
}
