import { parseOctets } from '../config/addressing/ipv4-address';

/**
 * A MAC address that encodes the host: `02` (locally administered, unicast), the NIC's index and the
 * four octets of the host's address. Unique by construction, and the same at every synthesis.
 *
 * @param nicIndex 0…255
 */
export function macAddress(address: string, nicIndex: number): string {
  return [0x02, nicIndex, ...(parseOctets(address) ?? [])]
    .map((octet) => octet.toString(16).padStart(2, '0'))
    .join(':');
}
