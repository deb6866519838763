import { Configuration } from '../config/configuration';
import { mtuFindings } from './bridge-mtu';
import { HostCheck } from './host-check';
import { FleetFacts } from '../facts/host-facts';
import { identityFindings } from './host-identity';

/** The hosts with what shows only when they are laid side by side. */
export function withFleetFindings(
  configuration: Configuration,
  known: FleetFacts | undefined,
  hosts: readonly HostCheck[],
): HostCheck[] {
  const findings = [identityFindings(hosts, known), mtuFindings(configuration, hosts)];
  return hosts.map((host) => {
    const more = findings.flatMap((found) => found.get(host.address) ?? []);
    return { ...host, records: [...host.records, ...more] };
  });
}
