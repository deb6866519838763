import { BridgeFacts, CpuFacts, DiskFacts, HostFacts } from './host-facts';
import { DiskIdentity } from './disk-identity';

/** What is recorded of a host, by name. */
export interface FactValues {
  system: HostFacts['os'];
  architecture: string;
  cpu: CpuFacts;
  /** GiB */
  memory: number;
  bridge: Pick<BridgeFacts, 'mtu'>;
  disk: DiskIdentity & Pick<DiskFacts, 'blank'>;
  /** `ssh-ed25519 SHA256:…` */
  hostKey: string;
}

type FactName = keyof FactValues;

interface Change<F extends FactName> {
  readonly fact: F;
  /** Of the bridge; path of the disk. */
  readonly name?: string;
  /** Undefined: there was none. */
  readonly before?: FactValues[F];
  /** Undefined: there is none any more. */
  readonly after?: FactValues[F];
}

/** A fact that is another now. */
export type FactChange<F extends FactName = FactName> = { readonly [N in F]: Change<N> }[F];

/** Of those that a host tells of itself. */
export type ToldFact = Exclude<FactName, 'hostKey'>;

/** How facts changed. */
export function factChanges(before: HostFacts, after: HostFacts): FactChange<ToldFact>[] {
  return [
    ...change('system', before.os, after.os),
    ...change('architecture', before.architecture, after.architecture),
    ...change('cpu', before.cpu, after.cpu),
    ...change('memory', before.memoryGib, after.memoryGib),
    ...listChanges('bridge', byName(before.bridges), byName(after.bridges)),
    ...listChanges('disk', byPath(before.disks), byPath(after.disks)),
  ];
}

/** One that two facts differ in, as an operator reads them; else none. */
function change<F extends ToldFact>(
  fact: F,
  before: FactValues[F] | undefined,
  after: FactValues[F] | undefined,
  name?: string,
): FactChange<ToldFact>[] {
  const text = (value: FactValues[F] | undefined) => value !== undefined && WORDS[fact](value);
  if (text(before) === text(after)) return [];
  const found: Change<F> = { fact, ...(name !== undefined && { name }), before, after };
  return [found as FactChange<ToldFact>];
}

function listChanges<F extends 'bridge' | 'disk'>(
  fact: F,
  before: Map<string, FactValues[F]>,
  after: Map<string, FactValues[F]>,
): FactChange<ToldFact>[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => change(fact, before.get(name), after.get(name), name));
}

function byName(bridges: readonly BridgeFacts[]): Map<string, FactValues['bridge']> {
  return new Map(bridges.map(({ name, mtu }) => [name, { mtu }]));
}

function byPath(disks: readonly DiskFacts[]): Map<string, FactValues['disk']> {
  return new Map(disks.map(({ path, ...disk }) => [path, disk]));
}

const WORDS: { readonly [F in FactName]: (value: FactValues[F]) => string } = {
  system: ({ id, version, idLike }) =>
    [id, version, ...(idLike.length > 0 ? [`like ${idLike.join(', ')}`] : [])].join(' '),
  architecture: (value) => value,
  cpu: (cpu) => cpuText({ cpu }),
  memory: String,
  bridge: ({ mtu }) => `MTU ${mtu}`,
  disk: (disk) => `${identityWords(disk)}, ${disk.blank ? 'blank' : 'not blank'}`,
  hostKey: (value) => value,
};

const TITLES: Readonly<Partial<Record<FactName, string>>> = { cpu: 'CPU', hostKey: 'host key' };
const UNITS: Readonly<Partial<Record<FactName, string>>> = { memory: ' GiB' };

/** One line in the words of an operator: `memory 125 → 61 GiB`. */
export function factChangeText({ fact, name, before, after }: FactChange): string {
  const words = WORDS[fact] as (value: unknown) => string;
  const what = [TITLES[fact] ?? fact, ...(name === undefined ? [] : [name])].join(' ');
  if (before === undefined) return `${what} added (${words(after)})`;
  if (after === undefined) return `${what} gone (${words(before)})`;
  return `${what} ${words(before)} → ${words(after)}${UNITS[fact] ?? ''}`;
}

function identityWords({ serial, wwn, sizeBytes }: DiskIdentity): string {
  return [
    ...(serial === undefined ? [] : [`serial number ${serial}`]),
    ...(wwn === undefined ? [] : [`WWN ${wwn}`]),
    `${sizeBytes} bytes`,
  ].join(', ');
}

/** `2 sockets × 32 cores × 2 threads, AMD-V`: cores of a socket, threads of a core. */
export function cpuText({ cpu }: Pick<HostFacts, 'cpu'>): string {
  const { sockets, coresPerSocket, threadsPerCore, virtualization } = cpu;
  const topology = [
    counted(sockets, 'socket'),
    counted(coresPerSocket, 'core'),
    counted(threadsPerCore, 'thread'),
  ];
  return `${topology.join(' × ')}, ${VIRTUALIZATION[virtualization]}`;
}

const VIRTUALIZATION = {
  svm: 'AMD-V',
  vmx: 'Intel VT-x',
  none: 'no hardware virtualization',
} as const satisfies Record<HostFacts['cpu']['virtualization'], string>;

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
