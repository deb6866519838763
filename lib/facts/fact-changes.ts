import { BridgeFacts, DiskFacts, HostFacts } from './host-facts';

/** How facts changed, one line each in the words of an operator: `memory 125 → 61 GiB`. */
export function factChanges(before: HostFacts, after: HostFacts): string[] {
  return [
    ...change('system', systemText(before), systemText(after)),
    ...change('architecture', before.architecture, after.architecture),
    ...change('CPU', cpuText(before), cpuText(after)),
    ...change('memory', before.memoryGib, after.memoryGib, ' GiB'),
    ...listChanges('bridge', byName(before.bridges), byName(after.bridges)),
    ...listChanges('disk', byPath(before.disks), byPath(after.disks)),
  ];
}

function change(
  what: string,
  before: string | number,
  after: string | number,
  unit = '',
): string[] {
  return before === after ? [] : [`${what} ${before} → ${after}${unit}`];
}

function listChanges(
  what: string,
  before: Map<string, string>,
  after: Map<string, string>,
): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    if (old === undefined) return [`${what} ${name} added (${now})`];
    if (now === undefined) return [`${what} ${name} gone (${old})`];
    return change(`${what} ${name}`, old, now);
  });
}

function byName(bridges: readonly BridgeFacts[]): Map<string, string> {
  return new Map(bridges.map(({ name, mtu }) => [name, `MTU ${mtu}`]));
}

function byPath(disks: readonly DiskFacts[]): Map<string, string> {
  return new Map(
    disks.map((disk) => [
      disk.path,
      `${identityWords(disk)}, ${disk.blank ? 'blank' : 'not blank'}`,
    ]),
  );
}

function identityWords({ serial, wwn, sizeBytes }: DiskFacts): string {
  return [
    ...(serial === undefined ? [] : [`serial number ${serial}`]),
    ...(wwn === undefined ? [] : [`WWN ${wwn}`]),
    `${sizeBytes} bytes`,
  ].join(', ');
}

function systemText({ os }: HostFacts): string {
  return [
    os.id,
    os.version,
    ...(os.idLike.length > 0 ? [`like ${os.idLike.join(', ')}`] : []),
  ].join(' ');
}

/** `2 sockets × 32 cores × 2 threads, AMD-V`: cores of a socket, threads of a core. */
export function cpuText({ cpu }: HostFacts): string {
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
