import { isDeepStrictEqual } from 'node:util';
import { Looked } from '../../look/host-look';
import { KnownHost, knownHost } from '../../look/known-host';
import { MachineHolders } from '../../look/machine-holders';
import { Known, Purpose, Verdict, lookVerdict } from '../../look/look-verdict';
import { HostTarget } from './host-target';

/** Looks at a host, of which its state says so much. */
export type Look = (target: HostTarget, known: KnownHost) => Promise<Looked>;

/** A plan that is applied within this time is applied without another look. */
const FRESH_SECONDS = 60;

/** One host, looked at before a plan, once more before an apply that comes later, and after it. */
export class LookedHost {
  private verdict: Verdict = {};
  private purpose: Purpose = {};
  private seenAt = -Infinity;

  constructor(
    private readonly target: HostTarget,
    private readonly look: Look,
    private readonly holders: MachineHolders,
  ) {}

  /** What is to be thought of before a plan. @throws where the state cannot be read */
  async beforePlan(purpose: Purpose): Promise<Verdict> {
    this.purpose = purpose;
    this.verdict = await this.judge();
    return this.verdict;
  }

  /** Why what was planned must not be applied now; undefined: it may. */
  async beforeApply(): Promise<string | undefined> {
    const isFresh = performance.now() - this.seenAt < FRESH_SECONDS * 1000;
    if (isFresh && this.verdict.note === undefined) return undefined;
    const found = await this.judge();
    const { cause, note, again } = found;
    if (cause !== undefined || note !== undefined) return cause ?? note;
    if (this.isBegunOtherwise(found)) {
      return 'what a deployment that was ended has left on the host is not what it was when it was planned; nothing was applied; run the same command again';
    }
    if (isDeepStrictEqual(again, this.verdict.again)) return undefined;
    const what = again ? again.gone.join(', ') : 'all that was made by preparation is there again';
    return `the host is not as it was when it was planned: ${what}; nothing was applied; run the same command again`;
  }

  /** Why a host that was prepared is not known to be; undefined: what was made there holds. */
  async afterPreparation(): Promise<string | undefined> {
    const { cause, again } = await this.judge();
    if (cause !== undefined) return `it was prepared, but ${cause}`;
    return again && `it was prepared, and still ${again.gone.join(', ')}`;
  }

  private isBegunOtherwise({ unrecorded, leftovers }: Verdict): boolean {
    const planned = this.verdict;
    return !isDeepStrictEqual([unrecorded, leftovers], [planned.unrecorded, planned.leftovers]);
  }

  private async judge(): Promise<Verdict> {
    const host = knownHost(this.target.stateFile);
    const looked = await this.look(this.target, host);
    this.seenAt = performance.now();
    return lookVerdict(looked, this.known(host), this.purpose);
  }

  private known(host: KnownHost): Known {
    const { machineName, host: access } = this.target;
    const { address, facts, login, deploymentId } = access;
    const adopted = facts.adopted !== undefined;
    const { objects } = this.target;
    const { holders } = this;
    return {
      ...{ host, address, machineName, deploymentId, adopted, objects, holders },
      login: login.name,
    };
  }
}
