import { addressNumber, parseOctets } from './ipv4-address';
import { Faults } from '../faults';
import { shortened } from '../problem';
import { limits } from '../rules/limits';

/** The hosts that a range names, or what is wrong with it, one sentence per entry. */
export interface HostRange {
  /** Sorted by number, without duplicates. */
  readonly addresses: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Reads `first:last` ranges and single addresses, comma-separated, as the product's own tools do:
 * white space is ignored, reversed ends are swapped, duplicates removed, and a range stays in its /24.
 */
export function parseHostRange(text: string): HostRange {
  const addresses = new Set<string>();
  const faults = new Faults();
  for (const entry of text.replace(/\s/g, '').split(',')) {
    const parsed = parseEntry(entry);
    if (typeof parsed === 'string') faults.add(parsed);
    else parsed.forEach((address) => addresses.add(address));
    if (addresses.size > limits.hosts) {
      faults.add(`it names more than ${limits.hosts} hosts`);
      return { addresses: [], faults: faults.sentences };
    }
  }
  return { addresses: [...addresses].sort(byNumber), faults: faults.sentences };
}

function byNumber(a: string, b: string): number {
  return addressNumber(a) - addressNumber(b);
}

/** The addresses of one entry, or its fault. */
function parseEntry(entry: string): string[] | string {
  if (entry === '') return 'it has an empty entry';
  const ends = entry.split(':');
  if (ends.length > 2) return `${shortened(entry)} has more than one colon`;
  const fault = ends.map(addressFault).find((found) => found !== undefined);
  if (fault !== undefined) return fault;
  return expand(entry, ends[0] ?? '', ends[1] ?? ends[0] ?? '');
}

function expand(entry: string, first: string, last: string): string[] | string {
  const network = first.slice(0, first.lastIndexOf('.'));
  if (network !== last.slice(0, last.lastIndexOf('.'))) return `${entry} leaves its /24`;
  const [low = 0, high = 0] = [addressNumber(first) % 256, addressNumber(last) % 256].sort(
    (a, b) => a - b,
  );
  return Array.from({ length: high - low + 1 }, (_, i) => `${network}.${low + i}`);
}

function addressFault(address: string): string | undefined {
  const octets = parseOctets(address);
  if (!octets) return `${shortened(address) || 'an empty end of a range'} is not an IPv4 address`;
  const [first = 0, , , last = 0] = octets;
  if (first === 0 || first >= 224) return `${address} is not the address of a host`;
  if (last === 0 || last === 255)
    return `${address} is the network or broadcast address of its /24`;
  return undefined;
}
