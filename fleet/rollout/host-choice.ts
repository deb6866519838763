import { firstOf } from '../../lib/config/printable';
import { parseHostRange } from '../../lib/config/addressing/host-range';

/** What a range chooses, or why it chooses nothing, one sentence. */
export type HostChoice<T> =
  { readonly specs: readonly T[]; readonly fault?: undefined } | { readonly fault: string };

/**
 * Chooses hosts as `--hosts` names them, in the syntax of kvm.host.range; all without a range.
 *
 * @param place what has the hosts. @default 'kvm.host.range'
 */
export function chooseHosts<T extends { readonly address: string }>(
  specs: readonly T[],
  range: string | undefined,
  place = 'kvm.host.range',
): HostChoice<T> {
  if (range === undefined) return { specs };
  const { addresses, faults } = parseHostRange(range);
  if (faults.length > 0) {
    return {
      fault: `--hosts is "${range}": ${faults.join('; ')}; allowed: addresses and first:last ranges of ${place}`,
    };
  }
  const known = new Set(specs.map(({ address }) => address));
  const outside = addresses.filter((address) => !known.has(address));
  if (outside.length > 0) {
    return {
      fault: `--hosts names ${firstOf(outside)}, not in ${place}; name hosts that are in it, or add these to it first`,
    };
  }
  const chosen = new Set(addresses);
  return { specs: specs.filter(({ address }) => chosen.has(address)) };
}
