import { macAddress } from './mac-address';
import { AdoptedFacts } from '../facts/host-facts';
import { NicSpec } from './host-spec';

/** One NIC per bridge, in the configured order; a bridge named again adds none. An adopted VM keeps its addresses. */
export function nics(
  address: string,
  bridges: readonly string[],
  adopted?: AdoptedFacts,
): NicSpec[] {
  return [...new Set(bridges)].map((bridge, i) => ({
    bridge,
    mac: macOf(bridge, adopted) ?? macAddress(address, i),
  }));
}

/** A bridge may be named `constructor`. */
function macOf(bridge: string, adopted: AdoptedFacts | undefined): string | undefined {
  return adopted && Object.hasOwn(adopted.macs, bridge) ? adopted.macs[bridge] : undefined;
}
