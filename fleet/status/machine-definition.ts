import { basename } from 'node:path';
import { networkName } from '../../lib/machine/names';
import { parseLibvirtXml } from './libvirt-xml';

/** What of a domain's XML is compared with the spec. */
export interface MachineDefinition {
  /** `kvm` or `qemu`. */
  readonly type: string;
  readonly vcpus: number;
  readonly periodUs?: number;
  readonly quotaUs?: number;
  readonly memoryGib: number;
  /** What the guest has of it; less only where somebody took memory away. */
  readonly usedMemoryGib: number;
  readonly vncPort?: number;
  readonly vncListen?: string;
  readonly nics: readonly NicState[];
  /** File or device of the system disk. */
  readonly systemDisk?: string;
  /** Devices or files of all other disks, in order. */
  readonly dataDisks: readonly string[];
  /** File names of the media, one for each drive; empty: a drive without. */
  readonly media: readonly string[];
}

export interface NicState {
  /** libvirt network, or what else it is connected to. */
  readonly network: string;
  readonly mac: string;
  /** The host's bridge, which libvirt reports for a running VM. */
  readonly bridge?: string;
}

interface Domain {
  readonly type: string;
  readonly vcpu: number | { readonly '#text': number; readonly current?: string };
  readonly memory: { readonly '#text': number };
  readonly currentMemory?: { readonly '#text': number };
  readonly cputune?: { readonly period?: number; readonly quota?: number };
  readonly devices?: {
    readonly graphics?: readonly { readonly port?: string; readonly listen?: string }[];
    readonly interface?: readonly Interface[];
    readonly disk?: readonly Disk[];
  };
}

interface Interface {
  readonly type?: string;
  readonly mac?: { readonly address?: string };
  readonly source?: { readonly network?: string; readonly bridge?: string };
}

interface Disk {
  readonly device?: string;
  readonly source?: { readonly file?: string; readonly dev?: string };
  readonly target?: { readonly dev?: string };
}

const KIB_PER_GIB = 1024 ** 2;
const SYSTEM_DISK = 'vda';

/** Reads what `virsh dumpxml` prints; undefined where it printed nothing. */
export function machineDefinition(xml: string): MachineDefinition | undefined {
  if (xml === '') return undefined;
  const { domain } = parseLibvirtXml<{ readonly domain: Domain }>(xml);
  const { vcpu, memory, currentMemory = memory, cputune, devices = {}, type } = domain;
  return {
    type,
    vcpus: typeof vcpu === 'number' ? vcpu : Number(vcpu.current ?? vcpu['#text']),
    memoryGib: memory['#text'] / KIB_PER_GIB,
    usedMemoryGib: currentMemory['#text'] / KIB_PER_GIB,
    ...(cputune && { periodUs: cputune.period, quotaUs: cputune.quota }),
    ...screen(devices.graphics),
    nics: (devices.interface ?? []).map(nic),
    ...disks(devices.disk ?? []),
  };
}

function screen(graphics: NonNullable<Domain['devices']>['graphics']) {
  const [first] = graphics ?? [];
  return first?.port === undefined ? {} : { vncPort: Number(first.port), vncListen: first.listen };
}

/** The NIC of an adopted guest stands on the bridge itself until its next start: the same to the guest. */
function nic({ type = 'unknown', mac, source }: Interface): NicState {
  const { network, bridge } = source ?? {};
  return {
    network: network ?? (bridge === undefined ? type : networkName(bridge)),
    mac: mac?.address ?? '',
    ...(bridge !== undefined && { bridge }),
  };
}

function disks(
  all: readonly Disk[],
): Pick<MachineDefinition, 'systemDisk' | 'dataDisks' | 'media'> {
  const source = (disk: Disk) => disk.source?.dev ?? disk.source?.file ?? '';
  const drives = all.filter(({ device }) => device === 'cdrom');
  const others = all.filter((disk) => !drives.includes(disk));
  const system = others.find(({ target }) => target?.dev === SYSTEM_DISK);
  return {
    ...(system && { systemDisk: source(system) }),
    dataDisks: others.filter((disk) => disk !== system).map(source),
    media: drives.map((drive) => basename(source(drive))),
  };
}
