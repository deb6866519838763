import { printable } from '../../lib/config/printable';
import { DatedHostStatus } from '../../fleet/status/first-seen';
import { differenceText, factText } from './difference-text';
import { installMediaName } from '../../lib/machine/names';
import { Palette } from './palette';
import { MachineState } from '../../fleet/status/machine-state';
import { MISSING } from '../../fleet/status/machine-power';
import { RUNNING } from '../../lib/machine/power-state';
import { hostsText } from './plan-report';
import { Column, divided } from './layout/columns';
import { tableText } from './layout/table';
import { paragraphs } from './layout/wrapped';

/** Characters of a cell with names. */
const LONGEST_CELL = 200;

const NO_ANSWER = 'no answer';

const NO_MEDIUM = 'none';

/** Whatever a report may say once for all hosts, in the order of the configuration. */
const COLUMNS: readonly Column<DatedHostStatus>[] = [
  { title: 'host', cell: ({ address }) => address },
  { title: 'VM', cell: ({ machineName }) => machineName },
  { title: 'vCPUs', cell: vcpus, shared: (value) => value },
  { title: 'memory', cell: memory, shared: (value) => `${value} memory` },
  { title: 'system disk', cell: systemDisk, shared: (value) => `system disk of ${value}` },
  {
    title: 'data disks',
    cell: dataDisks,
    shared: (value) => (value === '0' ? 'no data disks' : counted(Number(value), 'data disk')),
  },
  { title: 'NICs on', cell: bridges, shared: (value) => `NICs on ${value}` },
  {
    title: 'medium',
    cell: media,
    shared: (value) => (value === NO_MEDIUM ? 'no install medium' : `install medium ${value}`),
  },
  { title: 'VNC', cell: ({ machine }) => shown(machine?.vncPort) },
];

/** What is equal on all hosts, a row per host with the rest, then what differs, with the hosts it is about and since when. */
export function statusReport(hosts: readonly DatedHostStatus[], colours: Palette): string {
  const hasMachine = ({ machine }: DatedHostStatus) =>
    machine !== undefined && machine.state !== MISSING;
  const having = hosts.filter(hasMachine);
  const { columns, shared } = divided(COLUMNS, having);
  const [host, machine, ...others] = columns;
  const found: readonly Column<DatedHostStatus>[] = [
    ...(host && machine ? [host, machine] : []),
    { title: 'state', cell: (of) => state(of, colours) },
    ...others,
    { title: 'configuration', cell: (of) => asConfigured(of, colours) },
    { title: 'facts', cell: (of) => asRecorded(of, colours) },
  ];
  const table = tableText(
    found.map(({ title }) => title),
    hosts.map((of) => found.map(({ cell }) => cell(of))),
    colours.width,
  );
  const findings = findingLines(hosts, colours);
  const lines = [
    ...(shared.length > 0
      ? [hostsText(having.map(({ address }) => address)), `  ${shared.join(', ')}`, '']
      : []),
    table,
    ...(findings.length > 0 ? ['', ...findings] : []),
  ];
  return paragraphs(lines.join('\n'), colours.width);
}

function state(host: DatedHostStatus, { good, bad }: Palette): string {
  const { machine } = host;
  if (!machine) return bad(host.notAsked ? 'not asked' : NO_ANSWER);
  return machine.state === RUNNING ? good(working(machine)) : bad(working(machine));
}

/** What the XML decides. */
function asConfigured(
  { machine, mismatch, differences }: DatedHostStatus,
  { good, caution, bad }: Palette,
): string {
  if (!machine) return '';
  if (mismatch !== undefined) return bad('mismatch');
  return differences.length > 0
    ? caution(counted(differences.length, 'difference'))
    : good('as configured');
}

/** What `hosts.lock.json` says of the host. */
function asRecorded({ machine, facts }: DatedHostStatus, { good, caution }: Palette): string {
  if (!machine) return '';
  return facts.length > 0 ? caution(`${facts.length} untrue`) : good('ok');
}

/** With the share of a thread that each may use. */
function vcpus({ machine }: DatedHostStatus): string {
  const { vcpus: count, quotaUs, periodUs } = machine ?? {};
  if (count === undefined) return '';
  const share = quotaUs && periodUs ? ` of ${Math.round((100 * quotaUs) / periodUs)} %` : '';
  return `${counted(count, 'vCPU')}${share}`;
}

function memory({ machine }: DatedHostStatus): string {
  return shown(machine?.memoryGib, ' GiB');
}

function systemDisk({ machine }: DatedHostStatus): string {
  return shown(machine?.systemDiskGib, ' GiB');
}

function dataDisks({ machine }: DatedHostStatus): string {
  return shown(machine?.dataDisks?.length);
}

/** The copy of the medium has the VM's name on every host. */
function media({ machine, machineName }: DatedHostStatus): string {
  const copy = installMediaName(machineName);
  return listed(
    machine?.media?.map((file) => (file === '' ? NO_MEDIUM : file === copy ? 'inserted' : file)),
  );
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

/** Equal findings since the same time are one line; the time stands before what is found and what to do about it. */
function findingLines(hosts: readonly DatedHostStatus[], { bad, caution }: Palette): string[] {
  const lines = new Map<string, string[]>();
  const add = (text: string, address: string, since?: string) => {
    const line = `${sinceText(since)}: ${text}`;
    const addresses = lines.get(line);
    if (addresses) addresses.push(address);
    else lines.set(line, [address]);
  };
  for (const { address, fault, silentSince, mismatch, differences, facts, factsOmitted } of hosts) {
    const say = (what: string, since?: string) => add(caution(printable(what)), address, since);
    if (fault !== undefined) add(bad(fault), address, silentSince);
    if (mismatch !== undefined) add(bad(mismatch), address);
    for (const difference of differences) say(differenceText(difference), difference.since);
    for (const fact of facts) say(`facts: ${factText(fact)}`, fact.since);
    if (factsOmitted) say(`facts: … and ${factsOmitted} more`);
  }
  return [...lines].map(([line, addresses]) => `${hostsText(addresses)}${line}`);
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
