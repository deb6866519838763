import { LeftOver } from '../../fleet/review/left-over';
import { MergedRow } from '../../fleet/review/merged-plan';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { KeptPlans } from './kept-plans';
import { resultDocument } from './run-report';

/** A plan of the fleet with every host that is known of. */
export interface FleetPlan {
  readonly rows: readonly MergedRow[];
  /** Of all chosen hosts, in the order of their addresses. */
  readonly results: readonly HostResult[];
  /** Addresses of kvm.host.range that `--hosts` leaves out. */
  readonly notChosen: readonly string[];
  readonly leftOvers: readonly LeftOver[];
  /** Where the plans are kept, and the command that applies them. @default - nowhere */
  readonly plans?: KeptPlans & { readonly command: string };
}

/** What became of how many hosts. */
export interface PlanTotals {
  /** Of kvm.host.range; the following four add up to it. */
  readonly hosts: number;
  /** With something to change. */
  readonly planned: number;
  /** That are as configured. */
  readonly unchanged: number;
  /** Of which nothing is known: their causes say why. */
  readonly notPlanned: number;
  /** Left out by `--hosts`. */
  readonly notChosen: number;
  /** Out of kvm.host.range, with a state. */
  readonly leftOver: number;
  /** The same, but in the range of another XML of the folder. */
  readonly ofOtherXml: number;
}

/** The last line of `quantum-kvm plan --json`. */
export interface PlanDocument {
  readonly type: 'plan';
  /** Of the form of this document: fields may be added to one version, and no more. */
  readonly version: 1;
  readonly totals: PlanTotals;
  /** Every change once, with its hosts. */
  readonly rows: readonly MergedRow[];
  /** A host each, also those that could not be planned, with their `cause`. */
  readonly hosts: ReturnType<typeof resultDocument>;
  readonly notChosen: readonly string[];
  readonly leftOvers: readonly LeftOver[];
  /** With `--out`: the folder, the SHA-256 of all in it, and the command that applies it. */
  readonly plans?: FleetPlan['plans'];
}

export function planDocument(plan: FleetPlan): PlanDocument {
  const { rows, results, notChosen, leftOvers, plans } = plan;
  return {
    type: 'plan',
    version: 1,
    totals: planTotals(plan),
    rows,
    hosts: resultDocument(results),
    notChosen,
    leftOvers,
    ...(plans && { plans }),
  };
}

export function planTotals({ results, notChosen, leftOvers }: FleetPlan): PlanTotals {
  const count = (...outcomes: HostResult['outcome'][]) =>
    results.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const ofOtherXml = leftOvers.filter(({ configuredBy }) => configuredBy !== undefined).length;
  return {
    hosts: results.length + notChosen.length,
    planned: count('planned'),
    unchanged: count('no changes'),
    notPlanned: count('failed', 'not started'),
    notChosen: notChosen.length,
    leftOver: leftOvers.length - ofOtherXml,
    ofOtherXml,
  };
}
