import { XMLParser } from 'fast-xml-parser';
import { MachinePlan } from '../plan';

/** The VM as libvirt on the host has it. */
export interface MachineState {
  /** As `virsh domstate` says; `missing` when there is no such VM. */
  readonly state: string;
  readonly vcpus?: number;
  readonly periodUs?: number;
  readonly quotaUs?: number;
  readonly memoryGib?: number;
  readonly systemDiskGib?: number;
  readonly autostart?: boolean;
  readonly vncPort?: number;
  /** Networks of the NICs, in order. */
  readonly networks?: readonly string[];
}

const MARK = '--quantum-kvm--';
const BYTES_PER_GIB = 1024 ** 3;

/** Asks libvirt about one VM, and changes nothing. The name is a valid host name: nothing of it is special to a shell. */
export function stateScript(machineName: string): string {
  const virsh = 'LC_ALL=C virsh -q -c qemu:///system';
  return [
    `${virsh} version >/dev/null || exit 1`,
    `${virsh} domstate ${machineName} 2>/dev/null || { echo missing; exit 0; }`,
    `echo ${MARK}`,
    `${virsh} dominfo ${machineName}`,
    `echo ${MARK}`,
    `${virsh} domblkinfo ${machineName} vda`,
    `echo ${MARK}`,
    `${virsh} dumpxml ${machineName}`,
    '',
  ].join('\n');
}

/** Reads what {@link stateScript} printed. */
export function parseMachineState(output: string): MachineState {
  const [state = '', info = '', disk = '', xml = ''] = output
    .split(MARK)
    .map((part) => part.trim());
  if (xml === '') return { state: state || 'unknown' };
  const capacity = /^Capacity:\s+(\d+)/m.exec(disk)?.[1];
  return {
    state,
    autostart: /^Autostart:\s+enable/m.test(info),
    ...(capacity !== undefined && { systemDiskGib: Number(capacity) / BYTES_PER_GIB }),
    ...definitionOf(xml),
  };
}

/** What differs from the plan, in an operator's words; empty: nothing. */
export function differences(is: MachineState, wanted: MachinePlan): string[] {
  if (is.state === 'missing') return ['there is no VM'];
  const { cpu } = wanted;
  const pairs: [string, unknown, unknown, string?][] = [
    ['vCPUs', is.vcpus, cpu.vcpus],
    ['CPU quota', is.quotaUs, cpu.quotaUs, ' µs per vCPU'],
    ['CPU period', is.periodUs, cpu.periodUs, ' µs'],
    ['memory', is.memoryGib, wanted.memoryGib, ' GiB'],
    ['system disk', is.systemDiskGib, wanted.systemDiskGib, ' GiB'],
    ['autostart', is.autostart, wanted.autostart],
    ['VNC port', is.vncPort, wanted.vnc.port],
    ['NICs', is.networks?.join(' '), wanted.nics.map((nic) => `quantum-${nic.bridge}`).join(' ')],
  ];
  const differing = pairs
    .filter(([, found, planned]) => found !== planned)
    .map(
      ([name, found, planned, unit = '']) =>
        `${name} ${text(found)} instead of ${text(planned)}${unit}`,
    );
  return is.state === 'running' ? differing : [`the VM is ${is.state}`, ...differing];
}

function text(value: unknown): string {
  return value === undefined || value === '' ? 'none' : String(value as string | number | boolean);
}

interface Definition {
  readonly domain: {
    readonly vcpu: number | { readonly '#text': number; readonly current?: string };
    readonly memory: { readonly '#text': number };
    readonly cputune?: { readonly period?: number; readonly quota?: number };
    readonly devices: {
      readonly graphics?: readonly { readonly port?: string }[];
      readonly interface?: readonly { readonly source?: NicSource }[];
    };
  };
}

interface NicSource {
  readonly network?: string;
  readonly bridge?: string;
}

const KIB_PER_GIB = 1024 ** 2;

/** The NIC of an adopted guest stands on the bridge itself until its next start. */
function networkOf({ network, bridge }: NicSource = {}): string {
  return network ?? (bridge === undefined ? '' : `quantum-${bridge}`);
}

function definitionOf(xml: string): Omit<MachineState, 'state'> {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'graphics' || name === 'interface',
  });
  const { domain } = parser.parse(xml) as Definition;
  const { vcpu, memory, cputune, devices } = domain;
  const port = devices.graphics?.[0]?.port;
  return {
    vcpus: typeof vcpu === 'number' ? vcpu : Number(vcpu.current ?? vcpu['#text']),
    memoryGib: memory['#text'] / KIB_PER_GIB,
    ...(cputune && { periodUs: cputune.period, quotaUs: cputune.quota }),
    ...(port !== undefined && { vncPort: Number(port) }),
    networks: (devices.interface ?? []).map(({ source }) => networkOf(source)),
  };
}
