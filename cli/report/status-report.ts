import { printable } from '../../lib/config/printable';
import { DatedHostStatus } from '../../fleet/status/first-seen';
import { differenceText, factText } from './difference-text';
import { Palette } from './palette';
import { MachineState } from '../../fleet/status/machine-state';
import { RUNNING } from '../../lib/machine/power-state';
import { hostsText } from './plan-report';
import { tableText } from './table';

/** Characters of a cell with names. */
const LONGEST_CELL = 200;

const HEAD = [
  'host',
  'VM',
  'state',
  'vCPUs',
  'quota',
  'memory',
  'disk',
  'data',
  'NICs',
  'medium',
  'VNC',
  'facts',
  'plan',
];

/** A row per host, then what differs, with the hosts it is about and since when. */
export function statusReport(hosts: readonly DatedHostStatus[], colours: Palette): string {
  const table = tableText(
    HEAD,
    hosts.map((host) => cells(host, colours)),
  );
  return [table, ...findingLines(hosts, colours)].join('\n');
}

function cells(host: DatedHostStatus, colours: Palette): string[] {
  const { address, machineName, machine, differences, facts } = host;
  if (!machine) {
    const state = host.notAsked ? 'not asked' : 'no answer';
    return [address, machineName, colours.bad(state), ...HEAD.slice(3).map(() => '')];
  }
  const { state, vcpus, quotaUs, periodUs, memoryGib, systemDiskGib, vncPort } = machine;
  const quota = quotaUs && periodUs ? `${Math.round((100 * quotaUs) / periodUs)} %` : '';
  return [
    address,
    machineName,
    state === RUNNING ? colours.good(working(machine)) : colours.bad(working(machine)),
    shown(vcpus),
    quota,
    shown(memoryGib, ' GiB'),
    shown(systemDiskGib, ' GiB'),
    shown(machine.dataDisks?.length),
    bridges(host),
    listed(machine.media?.map((file) => file || 'empty')),
    shown(vncPort),
    facts.length > 0 ? colours.caution(`${facts.length} untrue`) : colours.good('ok'),
    differences.length > 0
      ? colours.caution(counted(differences.length, 'difference'))
      : colours.good('as planned'),
  ];
}

/** The state, with what works on the VM. */
function working({ state, jobs = [] }: MachineState): string {
  return [state, ...jobs].join(', ');
}

/** The host's bridges, where libvirt reports them, else the networks. */
function bridges({ machine }: DatedHostStatus): string {
  const names = machine?.nics?.map(
    ({ bridge, network }) => bridge ?? machine.networks[network]?.bridge ?? network,
  );
  return listed(names);
}

/** Names of the host's choosing. */
function listed(names: readonly string[] = []): string {
  return printable(names.join(' '), LONGEST_CELL);
}

/** Equal findings since the same time are one line. */
function findingLines(hosts: readonly DatedHostStatus[], { bad, caution }: Palette): string[] {
  const lines = new Map<string, string[]>();
  const add = (text: string, address: string) => {
    const addresses = lines.get(text);
    if (addresses) addresses.push(address);
    else lines.set(text, [address]);
  };
  for (const { address, fault, silentSince, differences, facts, factsOmitted } of hosts) {
    const say = (what: string, since?: string) =>
      add(caution(`${printable(what)}${sinceText(since)}`), address);
    if (fault !== undefined) add(bad(`${fault}${sinceText(silentSince)}`), address);
    for (const difference of differences) say(differenceText(difference), difference.since);
    for (const fact of facts) say(`facts: ${factText(fact)}`, fact.since);
    if (factsOmitted) say(`facts: … and ${factsOmitted} more`);
  }
  return [...lines].map(([text, addresses]) => `${hostsText(addresses)}: ${text}`);
}

/** To the second, in this machine's time. */
function sinceText(time: string | undefined): string {
  return time === undefined ? '' : `, since ${timeText(new Date(time))}`;
}

export function timeText(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':');
  return `${date} ${clock}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function shown(value: number | undefined, unit = ''): string {
  return value === undefined ? '' : `${value}${unit}`;
}
