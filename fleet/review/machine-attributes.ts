import { changed, field, list, record, shown } from './attribute-values';
import { Consequence, worstOf } from './consequence';
import { ChangeRecord, ChangeRecords, Effect, consequenceOf } from './consequence-record';
import { diskProperty, diskText, givesUpDisk } from './disk-changes';
import { Attributes } from '../terraform/saved-plan';

/** A change of the VM in an operator's words. */
interface AttributeChange {
  /** `memory 128 → 192 GiB` */
  readonly text: string;
  /** The property that it comes from. */
  readonly property?: string;
  readonly consequence: Consequence;
}

/** How an attribute is told; what its change means is the provider's to say. */
interface AttributeWords {
  readonly property?: string;
  readonly text?: (
    before: Attributes,
    after: Attributes,
    records: readonly ChangeRecord[],
  ) => string;
}

const WORDS: Readonly<Record<string, AttributeWords>> = {
  memory: { property: 'kvm.memory.size.gb', text: memory },
  memory_unit: { property: 'kvm.memory.size.gb' },
  vcpu: { property: 'kvm.cpu.percentage', text: number('room for vCPUs', 'vcpu') },
  vcpu_current: { property: 'kvm.cpu.percentage', text: number('vCPUs', 'vcpu_current') },
  cpu_tune: { property: 'kvm.cpu.percentage', text: quota },
  type: { property: 'kvm.virtualization.type', text: number('type', 'type') },
  cpu: { property: 'kvm.virtualization.type' },
  autostart: { property: 'kvm.autostart', text: number('autostart', 'autostart') },
  name: { property: 'kvm.prefix.string', text: number('VM name', 'name') },
  running: { text: running },
  update: { property: 'kvm.shutdown.timeout.seconds', text: () => 'shutdown timeout' },
  destroy: { property: 'kvm.shutdown.timeout.seconds', text: () => 'shutdown timeout' },
  metadata: { text: deployment },
};

const DEVICE_WORDS: Readonly<Record<string, AttributeWords>> = {
  interfaces: { property: 'kvm.network.number', text: nics },
  disks: { text: diskText },
  controllers: { text: () => 'room for devices' },
  graphics: { property: 'kvm.vnc.port.base', text: vnc },
};

/** What an update in place changes about a VM. An attribute that the provider says nothing of restarts it. */
export function machineChanges(
  before: Attributes,
  after: Attributes,
  records: ChangeRecords,
): AttributeChange[] {
  return changed(before, after).flatMap((name) =>
    name === 'devices'
      ? deviceChanges(record(before.devices), record(after.devices), records)
      : [attributeChange(name, WORDS[name], before, after, records.get(name))],
  );
}

function deviceChanges(
  before: Attributes,
  after: Attributes,
  records: ChangeRecords,
): AttributeChange[] {
  return changed(before, after).map((name) => {
    const told = records.get(`devices.${name}`);
    const change = attributeChange(name, DEVICE_WORDS[name], before, after, told);
    if (name !== 'disks') return change;
    // What the plan itself shows needs no word of the provider's.
    const unsaid = told === undefined && givesUpDisk(before, after);
    const consequence = unsaid ? 'data loss' : change.consequence;
    return { ...change, consequence, property: diskProperty(before, after) };
  });
}

function attributeChange(
  name: string,
  { property, text: words }: AttributeWords = {},
  before: Attributes,
  after: Attributes,
  records: readonly ChangeRecord[] = [{ attribute: name, effect: 'restart' }],
): AttributeChange {
  const text = words?.(before, after, records) || name.replaceAll('_', ' ');
  const effects = records.map(({ effect }) => effect);
  const consequence = worstOf(effects.map(consequenceOf));
  return { text: `${text}${when(effects)}`, property, consequence };
}

/** Of what the guest has no part in now, when it has. */
function when(effects: readonly Effect[]): string {
  if (effects.every((effect) => effect === 'next start')) return ", at the guest's next start";
  return effects.every((effect) => effect === 'unchanged') ? ', as it is' : '';
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
    / deployment="([^"]*)"/.exec(shown(field(metadata, 'xml')))?.[1] ?? 'none';
  return `deployment in the VM's tag ${named(before)} → ${named(after)}`;
}

function running(_: Attributes, after: Attributes, [told]: readonly ChangeRecord[]): string {
  if (after.running === false) return 'VM is stopped';
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

function nics(before: Attributes, after: Attributes): string {
  const names = (devices: Attributes) =>
    list(devices.interfaces).map((nic) =>
      shown(field(nic, 'source', 'network', 'network')).replace(/^quantum-/, ''),
    );
  return `NICs ${names(before).join(' ') || 'none'} → ${names(after).join(' ') || 'none'}`;
}

function vnc(before: Attributes, after: Attributes): string {
  const place = (devices: Attributes) => {
    const [screen] = list(devices.graphics);
    return `${shown(field(screen, 'vnc', 'listen'))}:${shown(field(screen, 'vnc', 'port'))}`;
  };
  return `VNC ${place(before)} → ${place(after)}`;
}
