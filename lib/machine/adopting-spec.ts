import { AdoptedFacts } from '../facts/host-facts';
import { HostPlan } from './host-spec';
import { nics } from './nics';

/** The plan of a host whose VM others made, under the name of the plan. */
export function adoptingPlan(plan: HostPlan, adopted: AdoptedFacts): HostPlan {
  const { address, facts, machine } = plan;
  const bridges = machine.nics.map(({ bridge }) => bridge);
  return {
    ...plan,
    facts: { ...facts, adopted },
    machine: { ...machine, nics: nics(address, bridges, adopted) },
    adopts: true,
  };
}
