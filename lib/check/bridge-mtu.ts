import { Configuration } from '../config/configuration';
import { CheckRecord, warn } from '../host-scripts/check-record';
import { FindingsByHost } from './findings-by-host';
import { HostCheck } from './host-check';

/** Bridges of one name are one network: where their MTU differs from most, long frames are lost on the way. */
export function mtuFindings(
  { hosts: configured }: Configuration,
  hosts: readonly HostCheck[],
): FindingsByHost {
  const names = new Set(configured.flatMap(({ bridges }) => bridges));
  const usual = new Map([...names].map((name) => [name, usualMtu(name, hosts)]));
  return new Map(hosts.map((host) => [host.address, unusual(host, usual)]));
}

function unusual(
  { facts }: HostCheck,
  usual: ReadonlyMap<string, number | undefined>,
): CheckRecord[] {
  return (facts?.bridges ?? []).flatMap(({ name, mtu }) => {
    const most = usual.get(name);
    return most === undefined || most === mtu ? [] : [differs(name, mtu, most)];
  });
}

function differs(name: string, mtu: number, most: number): CheckRecord {
  return warn(
    'network.mtu',
    `bridge ${name} has MTU ${mtu}, on most hosts of the fleet it has ${most}`,
    `give ${name}, its ports and the switch one MTU on all hosts ("ip link set ${name} mtu ${most}", and in the network configuration)`,
  );
}

/** The MTU that most hosts have; of equally many, the greater. */
function usualMtu(name: string, hosts: readonly HostCheck[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { facts } of hosts) {
    const mtu = facts?.bridges.find((bridge) => bridge.name === name)?.mtu;
    if (mtu !== undefined) counts.set(mtu, (counts.get(mtu) ?? 0) + 1);
  }
  return [...counts].sort(([a, most], [b, more]) => more - most || b - a)[0]?.[0];
}
