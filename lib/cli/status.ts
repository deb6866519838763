import Table from 'cli-table3';
import { HostStatus, fleetStatus } from '../fleet';
import { ExitCode } from './exit-code';
import { readFleetInput } from './fleet-input';
import { FleetOptions } from './fleet-options';
import { Palette, palette } from './palette';
import { leftOverText } from './plan-report';

/** `quantum-kvm status`: 0 all as planned, 3 something differs, 1 a host does not answer, 2 the input is wrong. */
export async function status(options: FleetOptions): Promise<number> {
  const fleet = readFleetInput(options);
  if (!fleet) return ExitCode.wrongInput;
  const hosts = await fleetStatus(fleet.plans, fleet.input.configFile, options.parallel);
  if (options.json) {
    const document = { type: 'status', hosts, leftOvers: fleet.leftOvers };
    process.stdout.write(`${JSON.stringify(document)}\n`);
  } else {
    process.stdout.write(`${statusReport(hosts, palette(process.stdout))}\n`);
    if (fleet.leftOvers.length > 0) process.stdout.write(`${leftOverText(fleet.leftOvers)}\n`);
  }
  if (fleet.hasFailedHosts || hosts.some(({ fault }) => fault !== undefined))
    return ExitCode.failed;
  return hosts.some((host) => host.differences.length > 0) ? ExitCode.differences : ExitCode.done;
}

function statusReport(hosts: readonly HostStatus[], colours: Palette): string {
  const table = new Table({
    head: ['host', 'VM', 'state', 'vCPUs', 'quota', 'memory', 'disk', 'VNC', 'differences'],
    style: { head: [], border: [], compact: true },
  });
  for (const host of hosts) table.push(cells(host, colours));
  const faults = hosts.flatMap(({ address, fault }) => (fault ? [`${address}: ${fault}`] : []));
  return [table.toString(), ...faults].join('\n');
}

function cells(
  { address, machineName, machine, differences }: HostStatus,
  colours: Palette,
): string[] {
  if (!machine) return [address, machineName, colours.bad('no answer'), '', '', '', '', '', ''];
  const { state, vcpus, quotaUs, periodUs, memoryGib, systemDiskGib, vncPort } = machine;
  const quota = quotaUs && periodUs ? `${Math.round((100 * quotaUs) / periodUs)} %` : '';
  return [
    address,
    machineName,
    state === 'running' ? colours.good(state) : colours.bad(state),
    shown(vcpus),
    quota,
    shown(memoryGib, ' GiB'),
    shown(systemDiskGib, ' GiB'),
    shown(vncPort),
    colours.caution(differences.join('; ')),
  ];
}

function shown(value: number | undefined, unit = ''): string {
  return value === undefined ? '' : `${value}${unit}`;
}
