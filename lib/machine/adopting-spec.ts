import { AdoptedFacts } from '../facts/host-facts';
import { HostSpec } from './host-spec';
import { nics } from './nics';

/** The spec of a host whose VM others made, under the name of the spec. */
export function adoptingSpec(spec: HostSpec, adopted: AdoptedFacts): HostSpec {
  const { address, facts, machine } = spec;
  const bridges = machine.nics.map(({ bridge }) => bridge);
  return {
    ...spec,
    facts: { ...facts, adopted },
    machine: { ...machine, nics: nics(address, bridges, adopted) },
    adopts: true,
  };
}
