import { DiskIdentity } from './disk-identity';

/** The content of `hosts.lock.json`: what `quantum-kvm check` read once and a reviewer committed. */
export interface FleetFacts {
  /** 1 has no identity of the deployment; what is written is always the newest. */
  readonly version: 1 | 2;
  readonly deployment: DeploymentFacts;
  /** By address. */
  readonly hosts: Readonly<Record<string, HostFacts>>;
}

/** Facts of the deployment node that the stacks depend on. */
export interface DeploymentFacts {
  /**
   * Tells this deployment from all others: a UUID in lower case, made once by the check. The VMs carry it.
   * @default - no check of this version was made yet
   */
  readonly id?: string;
  /** Public half of the key that preparation authorizes, one line without comment: `ssh-ed25519 AAAA…`. */
  readonly publicKey: string;
  /** The one ISO found in /opt/deploy, when `kvm.install.media` is `auto` for some host. */
  readonly installMedia?: MediaFile;
}

/** An ISO on the deployment node. */
export interface MediaFile {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal. @default - recorded by a release that did not know it */
  readonly sha256?: string;
}

/** Lasting facts of one host. */
export interface HostFacts {
  /** The pinned SSH host key: `ssh-ed25519 AAAA…`. */
  readonly hostKey: string;
  readonly os: {
    readonly id: string;
    readonly idLike: readonly string[];
    readonly version: string;
  };
  readonly architecture: string;
  readonly cpu: CpuFacts;
  /** MemTotal rounded down to GiB: the exact figure moves with kernel updates. */
  readonly memoryGib: number;
  readonly bridges: readonly BridgeFacts[];
  readonly disks: readonly DiskFacts[];
  /** The host's VM was made by others and adopted. */
  readonly adopted?: AdoptedFacts;
}

/** What a VM keeps that others made: its guest knows its networks by it. */
export interface AdoptedFacts {
  /** MAC addresses by bridge. */
  readonly macs: Readonly<Record<string, string>>;
}

/** Physical packages, not NUMA nodes. */
export interface CpuFacts {
  readonly sockets: number;
  readonly coresPerSocket: number;
  readonly threadsPerCore: number;
  readonly virtualization: 'vmx' | 'svm' | 'none';
}

/** A bridge of a host. */
export interface BridgeFacts {
  readonly name: string;
  readonly mtu: number;
}

/** A whole block device with a name that identifies it. */
export interface DiskFacts extends DiskIdentity {
  /** `/dev/disk/by-id/…` */
  readonly path: string;
  readonly blank: boolean;
}
