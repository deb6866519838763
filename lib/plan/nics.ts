import { NicPlan } from './host-plan';
import { macAddress } from './mac-address';

/** One NIC per bridge, in the configured order; a bridge named again adds none. */
export function nics(address: string, bridges: readonly string[]): NicPlan[] {
  return [...new Set(bridges)].map((bridge, i) => ({ bridge, mac: macAddress(address, i) }));
}
