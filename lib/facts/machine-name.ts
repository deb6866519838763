import { HostConfiguration } from '../config/configuration';

/** Name of the host's VM: prefix, then last octet + interval padded to three digits. */
export function machineName({
  address,
  vmNamePrefix,
  vmNumberInterval,
}: HostConfiguration): string {
  const number = Number(address.split('.').at(-1)) + vmNumberInterval;
  return `${vmNamePrefix}${String(number).padStart(3, '0')}`;
}
