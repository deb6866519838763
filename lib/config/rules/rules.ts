import { z } from 'zod';
import { DEFAULT_LOCATION, InstallMediaChoice } from '../configuration';
import { limits } from './limits';
import { boolean, dataDiskChoice, folderOnHost, hostRange, integer } from './schemas';
import { ipAddress } from '../values/identities';
import { bridgeName, loginName, machineNamePrefix } from '../values/names';
import { SAFE_CHARACTERS, nodePath } from '../values/paths';
import { Secret } from '../secret';

/** What one property may be. `allowed`, `default` and `example` stand in docs/configuration.md word for word. */
export interface PropertyRule<T> {
  readonly schema: z.ZodType<T, string | Secret>;
  /** What is allowed, with its unit. */
  readonly allowed: string;
  /** The value when the property is not given, as it would be typed. */
  readonly default?: string;
  /** Without a default: the property must be given. */
  readonly required: boolean;
  readonly example: string;
  /** The value is a {@link Secret}, never trimmed and never shown. */
  readonly secret?: true;
}

type RuleText<T> = Omit<PropertyRule<T>, 'required'>;

function required<T>(rule: RuleText<T>): PropertyRule<T> {
  return { ...rule, required: true };
}

function optional<T>(rule: RuleText<T>): PropertyRule<T> {
  return { ...rule, required: false };
}

function between(
  { min, max }: { readonly min: number; readonly max: number },
  unit: string,
): string {
  return `${min}…${max} (${unit})`;
}

/** `auto` and `none` in another case would be taken for a file. */
const mediaFile = nodePath.refine((path) => !/^(auto|none)$/i.test(path));

const bridge = {
  schema: bridgeName,
  allowed: `a Linux bridge of 1…${limits.bridgeNameLength} letters, digits and . _ -, beginning with a letter, a digit or _`,
};

/** The rules of all properties with a fixed name, in the order of the documentation. */
export const rules = {
  'login.name': optional({
    schema: loginName,
    allowed: `a user name of 1…${limits.loginNameLength} letters, digits and . _ -, beginning with a letter or _`,
    default: 'root',
    example: 'root',
  }),
  'login.password': optional<Secret>({
    schema: z.instanceof(Secret).refine((secret) => secret.reveal() !== ''),
    allowed: 'any text on one line, at least one character',
    example: '…',
    secret: true,
  }),
  'login.port': optional({
    schema: integer(limits.port),
    allowed: between(limits.port, 'TCP port'),
    default: '22',
    example: '22',
  }),
  'login.key.file': optional({
    schema: nodePath,
    allowed: `a private key on the deployment node, a path of ${SAFE_CHARACTERS}`,
    example: 'keys/id_ed25519',
  }),
  'kvm.host.range': required({
    schema: hostRange,
    allowed: `IPv4 addresses and first:last ranges inside one /24, comma-separated, at most ${limits.hosts} hosts`,
    example: '192.168.12.34:192.168.12.36, 192.168.12.40',
  }),
  'kvm.host.name.interval': required({
    schema: integer(limits.vmNumberInterval),
    allowed: between(limits.vmNumberInterval, 'added to the last octet of the host'),
    example: '20',
  }),
  'kvm.prefix.string': required({
    schema: machineNamePrefix,
    allowed: `1…${limits.vmNameLength - 3} letters, digits and -, beginning with a letter or a digit and with at least one letter`,
    example: 'vm',
  }),
  'kvm.location.path': required({
    schema: z
      .literal('default')
      .transform(() => DEFAULT_LOCATION)
      .or(folderOnHost),
    allowed: `default (${DEFAULT_LOCATION}) or an absolute path of at most ${limits.pathLength} ${SAFE_CHARACTERS}, without . and .. and without a dash at the end of a part`,
    example: 'default',
  }),
  'kvm.system.size.gb': required({
    schema: integer(limits.systemSizeGib),
    allowed: between(limits.systemSizeGib, 'GiB'),
    example: '100',
  }),
  'kvm.memory.size.gb': required({
    schema: integer(limits.memorySizeGib),
    allowed: between(limits.memorySizeGib, 'GiB'),
    example: '128',
  }),
  'kvm.cpu.percentage': required({
    schema: integer(limits.cpuPercentage),
    allowed: between(limits.cpuPercentage, 'percent of one physical CPU'),
    example: '40',
  }),
  'kvm.bridge.base.name': required({ ...bridge, example: 'br0' }),
  'kvm.network.number': required({
    schema: integer(limits.networkNumber),
    allowed: between(limits.networkNumber, 'further NICs'),
    example: '2',
  }),
  'kvm.install.media': optional<InstallMediaChoice>({
    schema: z
      .enum(['auto', 'none'])
      .transform((kind) => ({ kind }))
      .or(mediaFile.transform((path) => ({ kind: 'path' as const, path }))),
    allowed: `auto (the one ISO in /opt/deploy), none, or a file on the deployment node, a path of ${SAFE_CHARACTERS}`,
    default: 'auto',
    example: 'auto',
  }),
  'kvm.packages.directory': optional({
    schema: nodePath,
    allowed: `a folder on the deployment node, a path of ${SAFE_CHARACTERS}`,
    example: 'packages',
  }),
  'kvm.vnc.listen': optional({
    schema: ipAddress,
    allowed: 'an IPv4 or IPv6 address of the host',
    default: '127.0.0.1',
    example: '127.0.0.1',
  }),
  'kvm.vnc.port.base': optional({
    schema: integer(limits.vncPortBase),
    allowed: between(limits.vncPortBase, 'TCP port of VM number 0'),
    default: '5900',
    example: '5900',
  }),
  'kvm.autostart': optional({
    schema: boolean,
    allowed: 'true or false',
    default: 'true',
    example: 'true',
  }),
  'kvm.virtualization.type': optional({
    schema: z.enum(['kvm', 'qemu']),
    allowed: 'kvm, or qemu (software emulation, for labs)',
    default: 'kvm',
    example: 'kvm',
  }),
  'kvm.data.disks': optional({
    schema: dataDiskChoice,
    allowed:
      'none, blank (the blank disks recorded in the facts), or comma-separated /dev/disk/by-id/ paths of whole disks',
    default: 'none',
    example: 'blank',
  }),
  'kvm.providers': optional({
    schema: z.enum(['bundled', 'registry']),
    allowed: 'bundled, or registry (dmacvicar/libvirt and hashicorp/null)',
    default: 'bundled',
    example: 'bundled',
  }),
  'kvm.shutdown.timeout.seconds': optional({
    schema: integer(limits.shutdownTimeoutSeconds),
    allowed: between(limits.shutdownTimeoutSeconds, 'seconds'),
    default: '300',
    example: '300',
  }),
} as const;

export type RuleName = keyof typeof rules;
export type RuleValue<N extends RuleName> = z.output<(typeof rules)[N]['schema']>;

/** `kvm.bridge.indexK.name`, K from 1. */
export const indexBridgeRule: PropertyRule<string> = optional({ ...bridge, example: 'br1' });

/** The property that names the bridge of further NIC `k`, counted from 1. */
export function indexBridgeName(k: number): string {
  return `kvm.bridge.index${k}.name`;
}

/** K of `kvm.bridge.indexK.name`; undefined for any other property. */
export function bridgeIndexOf(name: string): number | undefined {
  const k = /^kvm\.bridge\.index([1-9]\d{0,5})\.name$/.exec(name)?.[1];
  return k === undefined ? undefined : Number(k);
}

/** The rule of a property; undefined when it is none of ours. */
export function ruleOf(name: string): PropertyRule<unknown> | undefined {
  if (bridgeIndexOf(name) !== undefined) return indexBridgeRule;
  return Object.hasOwn(rules, name) ? rules[name as RuleName] : undefined;
}

/** All names, one index standing for all. */
export const knownNames: readonly string[] = [...Object.keys(rules), indexBridgeName(1)];
