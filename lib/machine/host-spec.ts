import { Login, ProviderChoice } from '../config/configuration';
import { DiskIdentity } from '../facts/disk-identity';
import { HostFacts } from '../facts/host-facts';

/** All that will be made on one host; every value concrete. */
export interface HostSpec {
  /** `host-192-168-12-34`: octets with dashes, because cdktf drops dots. */
  readonly stackId: string;
  readonly address: string;
  readonly providers: ProviderChoice;
  readonly login: Login;
  readonly facts: HostFacts;
  /** The deployment that the VM belongs to. @default - the lock file has none yet */
  readonly deploymentId?: string;
  /** Public key that preparation authorizes. */
  readonly publicKey: string;
  /** Folder of packages on the deployment node as configured; undefined: the host's own repositories. */
  readonly packagesDirectory?: string;
  readonly storage: StorageSpec;
  readonly machine: MachineSpec;
  /** The VM and its system disk are there, and Terraform is to import them. @default false */
  readonly adopts?: boolean;
  /** UUID of the VM that is there, made from here and in no state, which Terraform is to import. @default - none is */
  readonly importedMachine?: string;
}

/** What it takes to reach a host and to know what stands on it. */
export type HostAccess = Pick<HostSpec, 'stackId' | 'address' | 'login' | 'facts' | 'deploymentId'>;

/** Where the volumes of a VM stand on the host. */
export interface StorageSpec {
  /** libvirt pool: `default` for the default location, else `quantum-` and the path with dashes. */
  readonly poolName: string;
  /** Absolute path on the host. */
  readonly poolPath: string;
}

export interface MachineSpec extends MachineNeeds {
  readonly cpu: CpuShare;
}

/** What is known of a VM before its host's CPU is. */
export interface MachineNeeds {
  /** Prefix and number padded to three digits. */
  readonly name: string;
  readonly virtualizationType: 'kvm' | 'qemu';
  readonly memoryGib: number;
  readonly systemDiskGib: number;
  readonly nics: readonly NicSpec[];
  readonly dataDisks: readonly DataDiskSpec[];
  /** ISO on the deployment node as configured or recorded; undefined: an empty drive. */
  readonly installMedia?: string;
  /** Its size, where the facts record it. */
  readonly installMediaBytes?: number;
  readonly vnc: { readonly listen: string; readonly port: number };
  readonly autostart: boolean;
  /** How long the guest may take to shut down, at teardown or for a change that restarts it. */
  readonly shutdownTimeoutSeconds: number;
}

/** vcpus · quotaUs / periodUs is the budget in threads. */
export interface CpuShare {
  readonly vcpus: number;
  /** What the largest share of this CPU takes: up to here vCPUs can be added to the running guest. */
  readonly mostVcpus: number;
  readonly periodUs: number;
  readonly quotaUs: number;
}

/** A network interface of a VM. */
export interface NicSpec {
  readonly bridge: string;
  /** `02`, NIC index, the four octets of the host's address. */
  readonly mac: string;
}

/** A disk of the host that a VM gets whole. */
export interface DataDiskSpec {
  /** `/dev/disk/by-id/…` */
  readonly path: string;
  /** Serial number the guest sees; at most 20 characters (virtio-blk). */
  readonly serial: string;
  /** Which disk it is, as the facts record it. @default - the host was not checked, or before this was recorded */
  readonly identity?: DiskIdentity;
  /** It was chosen because the facts record it as blank: it must carry nothing but what the VM wrote. */
  readonly recordedBlank?: true;
}
