import { parseHostRange } from '../../lib/config/addressing/host-range';
import { HostSpec } from '../../lib/machine/host-spec';
/** The hosts that a range chooses, or why it chooses none, one sentence. */
export type HostChoice =
  { readonly specs: readonly HostSpec[]; readonly fault?: undefined } | { readonly fault: string };

/**
 * Chooses hosts as `--hosts` names them, in the syntax of kvm.host.range.
 *
 * @param known addresses of the configuration, also of hosts that have no spec
 */
export function chooseHosts(
  specs: readonly HostSpec[],
  range: string | undefined,
  known: readonly string[] = specs.map(({ address }) => address),
): HostChoice {
  if (range === undefined) return { specs };
  const { addresses, faults } = parseHostRange(range);
  if (faults.length > 0) {
    return {
      fault: `--hosts is "${range}": ${faults.join('; ')}; allowed: addresses and first:last ranges of kvm.host.range`,
    };
  }
  const outside = addresses.filter((address) => !known.includes(address));
  if (outside.length > 0) {
    return {
      fault: `--hosts names ${outside.join(', ')}, which is not in kvm.host.range; name hosts of it alone`,
    };
  }
  return { specs: specs.filter(({ address }) => addresses.includes(address)) };
}
