import { macAddress } from '../config/mac-address';
import { NicPlan } from './host-plan';

/** One NIC per bridge, in the configured order; a bridge named again adds none. */
export function nics(address: string, bridges: readonly string[]): NicPlan[] {
  return [...new Set(bridges)].map((bridge, i) => ({ bridge, mac: macAddress(address, i) }));
}
