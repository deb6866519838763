import { Consequence } from './consequence';
import { Attributes } from '../terraform/saved-plan';

/** A change of the VM in an operator's words. */
interface AttributeChange {
  /** `memory 128 → 192 GiB` */
  readonly text: string;
  /** The property that it comes from. */
  readonly property?: string;
  readonly consequence: Consequence;
}

/**
 * `as announced`: the provider's plan names the attributes that may restart the guest. The others are
 * fixed by what the provider and QEMU can do at all.
 */
type Effect = 'none' | 'online' | 'restart' | 'as announced';

interface AttributeRule {
  readonly effect: Effect;
  readonly property?: string;
  readonly text?: (before: Attributes, after: Attributes) => string;
}

/** What the provider says of an update. */
export interface Announcement {
  /** Attributes that may restart the guest. */
  readonly restarts: ReadonlySet<string>;
  /** Attributes that wait for the guest's next start; present where others started it, and complete then. */
  readonly waits?: ReadonlySet<string>;
}

/** By attribute of libvirt_domain; devices have rules of their own. An attribute without a rule restarts. */
const RULES: Readonly<Record<string, AttributeRule>> = {
  memory: { effect: 'restart', property: 'kvm.memory.size.gb', text: memory },
  memory_unit: { effect: 'restart', property: 'kvm.memory.size.gb' },
  vcpu: {
    effect: 'none',
    property: 'kvm.cpu.percentage',
    text: number('room for vCPUs', 'vcpu'),
  },
  vcpu_current: {
    effect: 'as announced',
    property: 'kvm.cpu.percentage',
    text: number('vCPUs', 'vcpu_current'),
  },
  cpu_tune: { effect: 'online', property: 'kvm.cpu.percentage', text: quota },
  type: { effect: 'restart', property: 'kvm.virtualization.type', text: number('type', 'type') },
  cpu: { effect: 'restart', property: 'kvm.virtualization.type' },
  autostart: {
    effect: 'online',
    property: 'kvm.autostart',
    text: number('autostart', 'autostart'),
  },
  name: { effect: 'online', property: 'kvm.prefix.string', text: number('VM name', 'name') },
  uuid: { effect: 'online' },
  running: { effect: 'online', text: running },
  update: {
    effect: 'none',
    property: 'kvm.shutdown.timeout.seconds',
    text: () => 'shutdown timeout',
  },
  metadata: { effect: 'none', text: deployment },
  destroy: {
    effect: 'none',
    property: 'kvm.shutdown.timeout.seconds',
    text: () => 'shutdown timeout',
  },
};

const DEVICE_RULES: Readonly<Record<string, AttributeRule>> = {
  interfaces: { effect: 'as announced', property: 'kvm.network.number', text: nics },
  disks: { effect: 'as announced', property: 'kvm.data.disks', text: disks },
  controllers: { effect: 'none', text: () => 'room for devices' },
  graphics: { effect: 'restart', property: 'kvm.vnc.port.base', text: vnc },
};

/** What an update in place changes about a VM. */
export function machineChanges(
  before: Attributes,
  after: Attributes,
  announced: Announcement,
): AttributeChange[] {
  const runs = before.running !== false;
  const changes = changed(before, after).flatMap((name) =>
    name === 'devices'
      ? deviceChanges(record(before.devices), record(after.devices), announced)
      : [attributeChange(name, RULES[name], before, after, announced)],
  );
  return runs ? changes : changes.map(withoutGuest);
}

/** Nothing can restart that does not run. */
function withoutGuest(change: AttributeChange): AttributeChange {
  return change.consequence === 'restart' ? { ...change, consequence: 'none' } : change;
}

function deviceChanges(
  before: Attributes,
  after: Attributes,
  announced: Announcement,
): AttributeChange[] {
  return changed(before, after).map((name) => {
    const rule = DEVICE_RULES[name];
    const change = attributeChange(name, rule, before, after, announced, `devices.${name}`);
    const consequence =
      name === 'disks' && givesUpDisk(before, after) ? 'data loss' : change.consequence;
    const property =
      name === 'disks' && !dataDisksDiffer(before, after) ? 'kvm.install.media' : change.property;
    return { ...change, consequence, property };
  });
}

function attributeChange(
  name: string,
  rule: AttributeRule = { effect: 'restart' },
  before: Attributes,
  after: Attributes,
  { restarts, waits }: Announcement,
  path = name,
): AttributeChange {
  const text = rule.text?.(before, after) || name.replaceAll('_', ' ');
  const announced = restarts.has(path) || restarts.has(path.split('.')[0] ?? '');
  const consequence = consequenceOf(rule.effect, announced);
  const { property } = rule;
  if (announced || !waits || consequence !== 'restart') return { text, property, consequence };
  const when = waits.has(path) ? "at the guest's next start" : 'as it is';
  return { text: `${text}, ${when}`, property, consequence: 'none' };
}

/** The provider's word counts where it is worse than the table's. */
function consequenceOf(effect: Effect, announced: boolean): Consequence {
  if (announced) return 'restart';
  return effect === 'as announced' ? 'online' : effect;
}

/** Attributes that differ; unset, null and not known yet are no difference to the present value. */
function changed(before: Attributes, after: Attributes): string[] {
  return Object.keys(after).filter((name) => !same(before[name], after[name]));
}

function same(before: unknown, after: unknown): boolean {
  return JSON.stringify(before ?? null) === JSON.stringify(after ?? null);
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

function running(_: Attributes, after: Attributes): string {
  return after.running === false ? 'VM is stopped' : 'VM is started';
}

function nics(before: Attributes, after: Attributes): string {
  const names = (devices: Attributes) =>
    list(devices.interfaces).map((nic) =>
      shown(field(nic, 'source', 'network', 'network')).replace(/^quantum-/, ''),
    );
  return `NICs ${names(before).join(' ') || 'none'} → ${names(after).join(' ') || 'none'}`;
}

function disks(before: Attributes, after: Attributes): string {
  const parts = [];
  if (dataDisksDiffer(before, after)) parts.push(`data disks ${count(before)} → ${count(after)}`);
  if (!same(media(before), media(after))) parts.push('install medium');
  return parts.join(', ') || 'disks';
}

function vnc(before: Attributes, after: Attributes): string {
  const place = (devices: Attributes) => {
    const [screen] = list(devices.graphics);
    return `${shown(field(screen, 'vnc', 'listen'))}:${shown(field(screen, 'vnc', 'port'))}`;
  };
  return `VNC ${place(before)} → ${place(after)}`;
}

function count(devices: Attributes): string {
  return String(dataDisks(devices).length);
}

function dataDisks(devices: Attributes): string[] {
  return list(devices.disks).flatMap((disk) => {
    const path = field(disk, 'source', 'block', 'dev');
    return typeof path === 'string' ? [path] : [];
  });
}

function dataDisksDiffer(before: Attributes, after: Attributes): boolean {
  return !same(dataDisks(before), dataDisks(after));
}

function givesUpDisk(before: Attributes, after: Attributes): boolean {
  const kept = new Set(dataDisks(after));
  return dataDisks(before).some((path) => !kept.has(path));
}

function media(devices: Attributes): unknown[] {
  return list(devices.disks)
    .filter((disk) => record(disk).device === 'cdrom')
    .map((disk) => record(disk).source);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

function record(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? (value as Attributes) : {};
}

function field(value: unknown, ...names: string[]): unknown {
  return names.reduce((inner, name) => record(inner)[name], value);
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
}
