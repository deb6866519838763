import { lastOctet } from './ipv4-address';

/** The VM's number in the fleet, 0…999: the last octet of its host and the configured interval. */
export function vmNumber(address: string, interval: number): number {
  return lastOctet(address) + interval;
}

/** The prefix and the number padded to three digits: `vm054`. */
export function vmName(prefix: string, number: number): string {
  return `${prefix}${String(number).padStart(3, '0')}`;
}
