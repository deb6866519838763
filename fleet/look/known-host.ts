import { existsSync } from 'node:fs';
import { z } from 'zod';
import { diskPath, hostPath } from '../../lib/config/values/paths';
import { machineName } from '../../lib/config/values/names';
import { ScriptParameters } from '../../lib/host-scripts/shell-environment';
import { StateResource, resourcesIn } from '../../lib/node/terraform/state-file';

/** What a state says of its host, as far as a look compares it with the host. */
export interface KnownHost {
  readonly stateFile: string;
  /** Whether there is a state: the host was deployed, or planned to be, before. */
  readonly hasState: boolean;
  /** What preparation was run with; undefined: it was not, or not to its end. */
  readonly prepared?: Prepared;
  /** UUIDs of the VMs that the state holds. */
  readonly machines: ReadonlySet<string>;
  /** Whether it holds anything that stands in libvirt. */
  readonly holdsAny: boolean;
  /** `pool/name` of the volumes that it holds. */
  readonly volumes: readonly string[];
  /** Names of the networks that it holds. */
  readonly networks: readonly string[];
}

export interface Prepared {
  readonly parameters: ScriptParameters;
  /** Terraform's addresses of what runs the pre-check, the installation, and that from copied packages. */
  readonly check?: string;
  readonly installation: string;
  readonly packages?: string;
}

/** Where no state can be gone by. */
export function nothingRecorded(stateFile: string): KnownHost {
  return {
    ...{ stateFile, hasState: false, holdsAny: false },
    ...{ machines: new Set<string>(), volumes: [], networks: [] },
  };
}

/** @throws Error that names a state file that cannot be read */
export function knownHost(stateFile: string): KnownHost {
  const resources = resourcesIn(stateFile);
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const uuids = of('libvirt_domain').map(({ attributes: { uuid } }) => uuid);
  return {
    stateFile,
    hasState: existsSync(stateFile),
    prepared: preparedBy(of('null_resource')),
    machines: new Set(
      uuids.flatMap((uuid) => (typeof uuid === 'string' ? uuid.toLowerCase() : [])),
    ),
    holdsAny: resources.some(({ type }) => type.startsWith('libvirt_')),
    volumes: of('libvirt_volume').map(
      ({ attributes: { pool, name } }) => `${String(pool)}/${String(name)}`,
    ),
    networks: of('libvirt_network').map(({ attributes: { name } }) => String(name)),
  };
}

/** In the triggers of what ran the installation. Values of another form than their kind are no input of a script. */
const INSTALLED = z.object({
  QK_POOL_NAME: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+=@-]*$/),
  QK_POOL_PATH: hostPath,
  QK_VM_NAME: machineName.optional(),
  QK_DATA_DISKS: listOf(diskPath).optional(),
  QK_DISK_IDENTITIES: z
    .string()
    .regex(/^[A-Za-z0-9._+=@:,/ -]*$/)
    .optional(),
});

function listOf(kind: z.ZodType<string, string>) {
  return z.string().refine((text) => text.split(' ').every((word) => kind.safeParse(word).success));
}

function preparedBy(scripts: readonly StateResource[]): Prepared | undefined {
  const triggered = scripts.map(({ address, attributes: { triggers } }) => ({
    address,
    triggers: (triggers ?? {}) as Readonly<Record<string, unknown>>,
  }));
  for (const { address, triggers } of triggered) {
    const { data: parameters } = INSTALLED.safeParse(triggers);
    if (!parameters) continue;
    return {
      parameters: parameters as ScriptParameters,
      installation: address,
      check: triggered.find(({ triggers: { QK_PURPOSE } }) => QK_PURPOSE !== undefined)?.address,
      packages: triggered.find(({ triggers: { directory } }) => directory !== undefined)?.address,
    };
  }
  return undefined;
}
