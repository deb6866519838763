import { basename } from 'node:path';
import { z } from 'zod';
import { isFurtherTarget } from '../../lib/machine/disk-target';
import { networkName } from '../../lib/machine/names';
import { element, parseLibvirtXml } from './libvirt-xml';

/** What of a domain's XML is compared with the spec. */
export interface MachineDefinition {
  /** `kvm` or `qemu`. */
  readonly type: string;
  readonly uuid?: string;
  /** Whether it carries the tag of those made from here, for its own UUID. */
  readonly tagged: boolean;
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
  /** The format that it is read in. */
  readonly systemDiskFormat?: string;
  /** Devices or files of all other disks, in order, but for those that a site has added, of which the spec knows nothing. */
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

/** Whatever is compared as a text; no name or path of libvirt's is longer. */
const text = z.string().max(4096);
const count = z.int().min(0);
/** libvirt prints all sizes in KiB. */
const size = element({ '#text': count, '@unit': z.literal('KiB').optional() });

const INTERFACE = element({
  '@type': text.optional(),
  mac: element({
    '@address': z
      .string()
      .regex(/^([0-9a-fA-F]{2}:){5}[0-9a-fA-F]{2}$/)
      .optional(),
  }).optional(),
  source: element({ '@network': text.optional(), '@bridge': text.optional() }).optional(),
});

const DISK = element({
  '@device': text.optional(),
  driver: element({ '@type': text.optional() }).optional(),
  source: element({ '@file': text.optional(), '@dev': text.optional() }).optional(),
  target: element({ '@dev': text.optional() }).optional(),
});

const GRAPHICS = element({
  '@port': z
    .string()
    .regex(/^-?\d{1,5}$/)
    .optional(),
  '@listen': text.optional(),
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const DOMAIN = element({
  '@type': text.optional(),
  uuid: z.string().regex(UUID).optional(),
  metadata: z.unknown().optional(),
  vcpu: z.union([
    count,
    element({
      '#text': count,
      '@current': z
        .string()
        .regex(/^\d{1,5}$/)
        .optional(),
    }),
  ]),
  memory: size,
  currentMemory: size.optional(),
  cputune: element({ period: count.optional(), quota: z.int().optional() }).optional(),
  devices: element({
    graphics: z.array(GRAPHICS).optional(),
    interface: z.array(INTERFACE).optional(),
    disk: z.array(DISK).optional(),
  }).optional(),
});

/** As the provider writes it, and the constructs for the provider of the registry. */
const TAG = 'quantum:machine';
const METADATA = z.object({
  [TAG]: element({
    '@xmlns:quantum': z.literal('urn:quantum-kvm:machine'),
    '@version': z.string().optional(),
    '@uuid': z.string().optional(),
    '@deployment': z.string().optional(),
  }),
});

type Devices = NonNullable<z.infer<typeof DOMAIN>['devices']>;
type Interface = z.infer<typeof INTERFACE>;
type Disk = z.infer<typeof DISK>;

const KIB_PER_GIB = 1024 ** 2;
const SYSTEM_DISK = 'vda';

/**
 * Reads what `virsh dumpxml` prints; undefined where it printed nothing.
 *
 * @throws UnreadableAnswer
 */
export function machineDefinition(xml: string): MachineDefinition | undefined {
  if (xml === '') return undefined;
  const { domain } = parseLibvirtXml('virsh dumpxml', xml, z.object({ domain: DOMAIN }));
  const { vcpu, memory, currentMemory = memory, cputune, devices = {} } = domain;
  const { uuid, metadata } = domain;
  return {
    type: domain['@type'] ?? '',
    ...(uuid !== undefined && { uuid }),
    tagged: isTagged(metadata, uuid),
    vcpus: typeof vcpu === 'number' ? vcpu : Number(vcpu['@current'] ?? vcpu['#text']),
    memoryGib: memory['#text'] / KIB_PER_GIB,
    usedMemoryGib: currentMemory['#text'] / KIB_PER_GIB,
    ...(cputune && { periodUs: cputune.period, quotaUs: cputune.quota }),
    ...screen(devices.graphics),
    nics: (devices.interface ?? []).map(nic),
    ...disks(devices.disk ?? []),
  };
}

/** The tag of a copy names the VM that it was copied from; one of earlier versions names none. */
function isTagged(metadata: unknown, uuid: string | undefined): boolean {
  const tag = METADATA.safeParse(metadata).data?.[TAG];
  if (tag === undefined) return false;
  return tag['@uuid'] === undefined || tag['@uuid'] === uuid;
}

function screen(graphics: Devices['graphics']) {
  const [first] = graphics ?? [];
  return first?.['@port'] === undefined
    ? {}
    : { vncPort: Number(first['@port']), vncListen: first['@listen'] };
}

/** The NIC of an adopted guest stands on the bridge itself until its next start: the same to the guest. */
function nic({ '@type': type = 'unknown', mac, source }: Interface): NicState {
  const { '@network': network, '@bridge': bridge } = source ?? {};
  return {
    network: network ?? (bridge === undefined ? type : networkName(bridge)),
    mac: mac?.['@address'] ?? '',
    ...(bridge !== undefined && { bridge }),
  };
}

/** A volume of a site's: the data disks of the XML are block devices. */
function isOfSite({ source, target }: Disk): boolean {
  return source?.['@file'] !== undefined && isFurtherTarget(target?.['@dev'] ?? '');
}

function disks(
  all: readonly Disk[],
): Pick<MachineDefinition, 'systemDisk' | 'systemDiskFormat' | 'dataDisks' | 'media'> {
  const source = (disk: Disk) => disk.source?.['@dev'] ?? disk.source?.['@file'] ?? '';
  const drives = all.filter((disk) => disk['@device'] === 'cdrom');
  const others = all.filter((disk) => !drives.includes(disk));
  const system = others.find(({ target }) => target?.['@dev'] === SYSTEM_DISK);
  return {
    ...(system && {
      systemDisk: source(system),
      // libvirt guesses none.
      systemDiskFormat: system.driver?.['@type'] ?? 'raw',
    }),
    dataDisks: others.filter((disk) => disk !== system && !isOfSite(disk)).map(source),
    media: drives.map((drive) => basename(source(drive))),
  };
}
