import { InvalidArgumentError } from 'commander';
import { parseOctets } from '../../lib/config/addressing/ipv4-address';

/** The IPv4 address of one host. */
export function hostAddress(text: string): string {
  if (parseOctets(text)) return text;
  throw new InvalidArgumentError('Allowed is the IPv4 address of one host, not a name.');
}

/** A host with the fingerprint of its SSH key. */
export interface HostFingerprint {
  readonly address: string;
  /** `SHA256:…` */
  readonly fingerprint: string;
}

/** `ADDRESS=SHA256:…`; may be repeated. */
export function hostFingerprints(
  text: string,
  before: readonly HostFingerprint[],
): HostFingerprint[] {
  const [, address = '', fingerprint] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  if (parseOctets(address) === undefined) {
    throw new InvalidArgumentError('Allowed is ADDRESS=SHA256:…, the IPv4 address of one host.');
  }
  if (fingerprint === undefined || !/^SHA256:[A-Za-z0-9+/]{43}$/.test(fingerprint)) {
    throw new InvalidArgumentError(
      `Allowed is ${address}=SHA256:…: an address alone would accept whoever answers there. Read the fingerprint at the console of the host ("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub", of the key that is shown).`,
    );
  }
  return [...before, { address, fingerprint }];
}

/** IPv4 addresses between commas. */
export function hostAddresses(text: string): string[] {
  const named = text.split(',').map((address) => address.trim());
  if (named.every((address) => parseOctets(address))) return named;
  throw new InvalidArgumentError('Allowed are IPv4 addresses of hosts, separated by commas.');
}
