/** The four octets of a dotted address; undefined when it is none. Leading zeros are refused: some tools read them as octal. */
export function parseOctets(address: string): readonly number[] | undefined {
  const parts = address.split('.');
  const octets = parts.map(Number);
  const valid =
    parts.length === 4 &&
    parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p)) &&
    octets.every((o) => o <= 255);
  return valid ? octets : undefined;
}

/** The address as a number, for sorting. */
export function addressNumber(address: string): number {
  return (parseOctets(address) ?? []).reduce((number, octet) => number * 256 + octet, 0);
}

/** The last octet, which numbers the host's VM. */
export function lastOctet(address: string): number {
  return addressNumber(address) % 256;
}
