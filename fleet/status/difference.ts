import { FactValues } from '../../lib/facts/fact-changes';

/** What a VM or a network of its host may differ in from the configuration. */
export const DIFFERENCES = {
  'vm.exists': { title: 'VM' },
  'vm.origin': { title: 'UUID' },
  'vm.state': { title: 'state' },
  'vm.persistent': { title: 'definition' },
  'vm.type': { title: 'type', property: 'kvm.virtualization.type' },
  'vm.cpu.count': { title: 'vCPUs', property: 'kvm.cpu.percentage' },
  'vm.cpu.quota': { title: 'CPU quota', property: 'kvm.cpu.percentage', unit: 'µs per vCPU' },
  'vm.cpu.period': { title: 'CPU period', property: 'kvm.cpu.percentage', unit: 'µs' },
  'vm.memory': { title: 'memory', property: 'kvm.memory.size.gb', unit: 'GiB' },
  'vm.memory.used': { title: 'memory in use', property: 'kvm.memory.size.gb', unit: 'GiB' },
  'vm.vnc.port': { title: 'VNC port', property: 'kvm.vnc.port.base' },
  'vm.vnc.address': { title: 'VNC address', property: 'kvm.vnc.listen' },
  'vm.nics': { title: 'NICs', property: 'kvm.network.number' },
  'vm.disk.system': { title: 'system disk', property: 'kvm.prefix.string' },
  'vm.disk.system.size': { title: 'system disk', property: 'kvm.system.size.gb', unit: 'GiB' },
  'vm.disks.data': { title: 'data disks', property: 'kvm.data.disks' },
  'vm.medium': { title: 'install medium', property: 'kvm.install.media' },
  'vm.autostart': { title: 'autostart', property: 'kvm.autostart' },
  'network.exists': { title: 'network' },
  'network.active': { title: 'state' },
  'network.autostart': { title: 'autostart' },
  'network.bridge': { title: 'bridge' },
} as const satisfies Readonly<Record<string, DifferenceKind>>;

export interface DifferenceKind {
  /** In the words of an operator. */
  readonly title: string;
  /** Of the XML. @default - none decides it */
  readonly property?: string;
  /** Of both values. @default - they are no quantities */
  readonly unit?: string;
}

export type DifferenceId = keyof typeof DIFFERENCES;

/** What of a host may be another than `hosts.lock.json`, or preparation, has it. */
export const FACTS = {
  'fact.system': {},
  'fact.architecture': {},
  'fact.cpu': {},
  'fact.memory': { unit: 'GiB' },
  'fact.bridge': {},
  'fact.disk': {},
  /** What the host tells of itself is not used, or it tells nothing. */
  'fact.report': {},
  /** What preparation made. */
  'prepared.key': {},
  'prepared.package': {},
  'prepared.libvirt': {},
  'prepared.group': {},
  'prepared.pool': {},
  'prepared.folder': {},
  'prepared.hook': {},
  'prepared.record': {},
  /** It cannot be put right by preparing the host again. */
  'prepared.obstacle': {},
  'prepared.unknown': {},
} as const satisfies Readonly<Record<string, Pick<DifferenceKind, 'unit'>>>;

export type FactId = keyof typeof FACTS;

/** A NIC as it is compared. */
export interface ComparedNic {
  readonly network: string;
  readonly mac: string;
}

type Value =
  | string
  | number
  | boolean
  | readonly (string | null)[]
  | readonly ComparedNic[]
  | FactValues[keyof FactValues];

/** One thing that is not as it is to be; what makes it so is data, not words. */
export interface Difference<Id extends string = DifferenceId> {
  readonly id: Id;
  /** Which of the host's networks, bridges or disks, where it has several. */
  readonly name?: string;
  /** Null: nothing. */
  readonly expected: Value | null;
  /** Null: nothing. */
  readonly actual: Value | null;
  /** For people, where the values do not say all. */
  readonly text?: string;
  /** The running VM is as expected, and its next start will not be. @default false */
  readonly atNextStart?: true;
}

/** Since when it has been found, ISO 8601; undefined: that is not known. */
export type Dated<T> = T & { readonly since?: string };

/** The same for what differs in the same way. */
export function differenceKey({
  id,
  name = '',
  atNextStart,
  expected,
  actual,
}: Difference<string>): string {
  return JSON.stringify([id, name, atNextStart === true, expected, actual]);
}
