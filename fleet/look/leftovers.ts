import { LookOutput, SeenNetwork, SeenVolume } from '../../lib/host-scripts/look-output';
import { ScriptParameters } from '../../lib/host-scripts/shell-environment';
import { KnownHost } from './known-host';

/** What a VM is to have on its host, by name: a state that holds it all needs no further look. */
export interface MachineObjects {
  readonly poolName: string;
  /** The folder of the pool. */
  readonly poolPath: string;
  readonly systemDisk: string;
  /** Volumes that are copies of a file of the deployment node. */
  readonly copies: readonly string[];
  readonly networks: readonly string[];
}

/** What a deployment that was ended before it could note it has left, and the next one completes. */
export interface Leftovers {
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}

/**
 * A qcow2 file without content is smaller: this is the provider's limit, qcow2LargestMetadata in
 * provider/internal/volume/pool/qcow2.go, up to which it looks into one.
 */
const LARGEST_EMPTY_DISK_BYTES = 8 * 1024 * 1024;

/** Parameters of a look for what the VM is to have and the state does not hold. */
export function leftoverParameters(
  { poolName, systemDisk, copies, networks }: MachineObjects,
  known: Pick<KnownHost, 'volumes' | 'networks'>,
): ScriptParameters {
  const volumes = [systemDisk, ...copies].filter(
    (name) => !known.volumes.includes(`${poolName}/${name}`),
  );
  return {
    QK_LOOK_POOL: poolName,
    QK_LOOK_VOLUMES: volumes.join(' '),
    QK_LOOK_NETWORKS: networks.filter((name) => !known.networks.includes(name)).join(' '),
  };
}

/** The system disk of the name that certainly holds something, and that the state does not hold. */
export function foreignDisk(
  { volumes }: Pick<LookOutput, 'volumes'>,
  { systemDisk }: Pick<MachineObjects, 'systemDisk'>,
): SeenVolume | undefined {
  return volumes.find(({ name, bytes }) => name === systemDisk && bytes > LARGEST_EMPTY_DISK_BYTES);
}

/** What may be left by a deployment; whether the content is ours is the provider's to say. */
export function leftovers(
  look: Pick<LookOutput, 'volumes' | 'networks'>,
  objects: MachineObjects,
  deploymentId: string | undefined,
): Leftovers {
  const foreign = foreignDisk(look, objects);
  const isOurs = ({ deployment = deploymentId }: SeenNetwork) =>
    deploymentId === undefined || deployment === deploymentId;
  return {
    volumes: look.volumes.filter((volume) => volume !== foreign).map(({ name }) => name),
    networks: look.networks.filter(isOurs).map(({ name }) => name),
  };
}
