import { Attributes } from '../terraform/saved-plan';
import { changed, field, list, record, shown } from './attribute-values';
import { ChangeRecord, ChangeRecords } from './consequence-record';
import { diskChanges } from './resources/disk-changes';
import { MachineChange, Wording, Words, withConsequences } from './resources/machine-change';
import { Media, mediumChanges } from './resources/medium-changes';
import { nicChanges } from './resources/nic-changes';

const SHUTDOWN_TIMEOUT = 'kvm.shutdown.timeout.seconds';

const WORDS: Readonly<Record<string, Words>> = {
  memory: said('kvm.memory.size.gb', memory),
  memory_unit: said('kvm.memory.size.gb', memory),
  vcpu: said('kvm.cpu.percentage', vcpus),
  vcpu_current: said('kvm.cpu.percentage', number('vCPUs', 'vcpu_current')),
  cpu_tune: said('kvm.cpu.percentage', quota),
  type: said('kvm.virtualization.type', number('virtualization type', 'type')),
  cpu: said('kvm.virtualization.type', cpuModel),
  autostart: said('kvm.autostart', number('autostart', 'autostart')),
  name: (before, after) => [
    {
      text: 'another VM name',
      object: `${shown(before.name)} → ${shown(after.name)}`,
      property: 'kvm.prefix.string',
    },
  ],
  running: said(undefined, running),
  update: said(SHUTDOWN_TIMEOUT, shutdownTimeout('update')),
  destroy: said(SHUTDOWN_TIMEOUT, shutdownTimeout('destroy')),
  metadata: said(undefined, deployment),
  os: said(undefined, () => 'machine type and boot settings'),
  features: said(undefined, () => 'features of the hypervisor'),
  clock: said(undefined, () => 'clock settings'),
  io_threads: said(undefined, number('I/O threads', 'io_threads')),
};

const DEVICE_WORDS: Readonly<Record<string, Words>> = {
  interfaces: nicChanges,
  controllers: said(undefined, hotPlugPorts),
  graphics: vnc,
  channels: said(undefined, () => 'channel of the guest agent'),
  serials: said(undefined, () => 'serial console'),
  videos: said(undefined, () => 'video device'),
  rngs: said(undefined, () => 'random number source'),
  mem_balloon: said(undefined, () => 'memory balloon'),
};

/** Of devices whose change shows in none of their words, as another order. */
const DEVICE_PROPERTIES: Readonly<Record<string, string>> = {
  interfaces: 'kvm.network.number',
  graphics: 'kvm.vnc.port.base',
};

/** What a plan does to volumes of the VM. */
export interface Volumes {
  readonly media: Media;
  /** Paths of system disks that are not on the host any more and are made anew, which is told apart. */
  readonly gone: ReadonlySet<string>;
}

const NO_VOLUMES: Volumes = {
  media: { before: new Map(), after: new Map() },
  gone: new Set(),
};

/** What an update in place changes about a VM. An attribute that the provider says nothing of restarts it. */
export function machineChanges(
  before: Attributes,
  after: Attributes,
  records: ChangeRecords,
  volumes: Volumes = NO_VOLUMES,
): MachineChange[] {
  return changed(before, after).flatMap((name) => {
    if (name === 'devices') {
      return deviceChanges(record(before.devices), record(after.devices), records, volumes);
    }
    const rows = attributeChanges(name, WORDS[name], before, after, records.get(name));
    return name === 'running' && after.running === false ? rows.map(shutDown) : rows;
  });
}

/** The guest is not started again. */
function shutDown(change: MachineChange): MachineChange {
  return change.consequence === 'restart' ? { ...change, consequence: 'shutdown' } : change;
}

function deviceChanges(
  before: Attributes,
  after: Attributes,
  records: ChangeRecords,
  { media, gone }: Volumes,
): MachineChange[] {
  const disks: Words = () => [
    ...diskChanges(before, after, gone),
    ...mediumChanges(before, after, media),
  ];
  return changed(before, after).flatMap((name) => {
    const words = name === 'disks' ? disks : DEVICE_WORDS[name];
    return attributeChanges(name, words, before, after, records.get(`devices.${name}`));
  });
}

function attributeChanges(
  name: string,
  words: Words | undefined,
  before: Attributes,
  after: Attributes,
  records: readonly ChangeRecord[] | undefined,
): MachineChange[] {
  const found = words?.(before, after, records ?? []) ?? [];
  const label = name.replaceAll('_', ' ');
  const unnamed = { text: label, property: DEVICE_PROPERTIES[name] };
  return withConsequences(found.length > 0 ? found : [unnamed], label, records);
}

/** One sentence, and the property that it comes from. */
function said(
  property: string | undefined,
  text: (before: Attributes, after: Attributes, records: readonly ChangeRecord[]) => string,
): Words {
  return (...of) => [{ text: text(...of), ...(property !== undefined && { property }) }];
}

function number(label: string, name: string) {
  return (before: Attributes, after: Attributes) =>
    `${label} ${shown(before[name])} → ${shown(after[name])}`;
}

function memory(before: Attributes, after: Attributes): string {
  const size = ({ memory: value, memory_unit: unit }: Attributes) =>
    `${shown(value)} ${shown(unit)}`;
  const [from, to] = [size(before), size(after)];
  return before.memory_unit === after.memory_unit
    ? `memory ${shown(before.memory)} → ${to}`
    : `memory ${from} → ${to}`;
}

/** Beside the number that it has, what a running VM can be given. */
function vcpus(before: Attributes, after: Attributes): string {
  const isMost = [before, after].some(({ vcpu_current: current }) => typeof current === 'number');
  return number(isMost ? 'maximum vCPUs' : 'vCPUs', 'vcpu')(before, after);
}

function cpuModel(before: Attributes, after: Attributes): string {
  const [from, to] = [before, after].map(({ cpu }) => shown(field(cpu, 'mode')));
  return from === to ? 'CPU settings' : `CPU model ${from} → ${to}`;
}

function shutdownTimeout(name: 'update' | 'destroy') {
  return (before: Attributes, after: Attributes) => {
    const [from, to] = [before, after].map((of) => shown(field(of[name], 'shutdown', 'timeout')));
    return `shutdown timeout ${from} → ${to} s`;
  };
}

/** Both numbers belong to one share of the CPU. */
function quota(before: Attributes, after: Attributes): string {
  const share = ({ cpu_tune: tune }: Attributes) => {
    const { period = 0, quota: us = 0 } = record(tune) as { period?: number; quota?: number };
    return period > 0 && us > 0 ? `${Math.round((100 * us) / period)} %` : 'none';
  };
  return `CPU quota per vCPU ${share(before)} → ${share(after)}`;
}

/** Older VMs have a tag without it, and get it while they run. */
function deployment(before: Attributes, after: Attributes): string {
  const named = ({ metadata }: Attributes) =>
    / deployment="([^"]*)"/.exec(shown(field(metadata, 'xml')))?.[1];
  const [from, to] = [named(before), named(after)];
  if (from === to) return "the VM's tag";
  return `VM marked as of this deployment${from === undefined ? '' : ` instead of ${from}`}`;
}

function running(_: Attributes, after: Attributes, [told]: readonly ChangeRecord[]): string {
  if (after.running === false) return 'VM is shut down';
  return told?.action === undefined
    ? 'VM is started or resumed'
    : STARTED[told.action](told.from ?? 'off');
}

/** By what is done to the VM; what it is in stands beside. */
const STARTED = {
  start: (from: string) => `VM is started (${from})`,
  resume: (from: string) => `VM is resumed (${from})`,
  'wake up': (from: string) => `VM is woken up (${from})`,
  restore: () => 'VM is resumed from its saved memory',
} as const satisfies Record<NonNullable<ChangeRecord['action']>, (from: string) => string>;

function hotPlugPorts(before: Attributes, after: Attributes): string {
  const count = ({ controllers }: Attributes) =>
    list(controllers).filter((one) => record(one).model === 'pcie-root-port').length;
  return `PCI Express ports for disks and NICs ${count(before)} → ${count(after)}`;
}

/** The port has the VM's number in it. */
function vnc(before: Attributes, after: Attributes): Wording[] {
  const value = (devices: Attributes, name: string) =>
    shown(field(list(devices.graphics)[0], 'vnc', name));
  const differing = (name: string) => value(before, name) !== value(after, name);
  const change = (name: string) => `${value(before, name)} → ${value(after, name)}`;
  return [
    ...(differing('listen')
      ? [{ text: `VNC address ${change('listen')}`, property: 'kvm.vnc.listen' }]
      : []),
    ...(differing('port')
      ? [{ text: 'another VNC port', object: change('port'), property: 'kvm.vnc.port.base' }]
      : []),
  ];
}
