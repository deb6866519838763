import { InvalidArgumentError } from 'commander';
import { parseOctets } from '../../lib/config/addressing/ipv4-address';

/** The IPv4 address of one host. */
export function hostAddress(text: string): string {
  if (parseOctets(text)) return text;
  throw new InvalidArgumentError('Allowed is the IPv4 address of one host.');
}

/** IPv4 addresses between commas. */
export function hostAddresses(text: string): string[] {
  const named = text.split(',').map((address) => address.trim());
  if (named.every((address) => parseOctets(address))) return named;
  throw new InvalidArgumentError('Allowed are IPv4 addresses of hosts, separated by commas.');
}
