import { LeftOver } from '../../fleet/review/left-over';
import { MergedRow } from '../../fleet/review/merged-plan';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { hostResultDocument } from './documents/host-result';
import { PlanDocument } from './documents/plan-document';
import { KeptPlans } from './kept-plans';

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
export type PlanTotals = PlanDocument['totals'];

/** The last line of `quantum-kvm plan --json`. */
export function planDocument(plan: FleetPlan): PlanDocument {
  const { rows, results, notChosen, leftOvers, plans } = plan;
  return {
    type: 'plan',
    version: 1,
    totals: planTotals(plan),
    rows,
    hosts: results.map(hostResultDocument),
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
