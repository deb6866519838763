import { ITerraformDependable, SSHProvisionerConnection } from 'cdktf';
import { Construct } from 'constructs';
import { HostSpec, MachineSpec } from '../../machine/host-spec';
import { HostScript } from './host-script';
import { OfflinePackages } from './offline-packages';

const BYTES_PER_MIB = 1024 ** 2;

export interface HostPreparationProps {
  readonly spec: HostSpec;
  readonly connection: SSHProvisionerConnection;
  /** Folder of packages, absolute or relative to the stack's folder. @default - the host's own repositories */
  readonly packagesDirectory?: string;
}

/** Pre-check and package installation: what must hold before libvirt on the host is asked for anything. */
export class HostPreparation extends Construct {
  /** What everything on this host depends on. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: HostPreparationProps) {
    super(scope, id);
    const { spec, connection, packagesDirectory } = props;
    const { hostKey } = spec.facts;
    const check = new HostScript(this, 'PreCheck', {
      script: 'check.sh',
      parameters: expectations(spec),
      hostKey,
      connection,
    });
    const packages =
      packagesDirectory === undefined
        ? check.resource
        : this.offlinePackages(props, packagesDirectory, check);
    const installation = new HostScript(this, 'PackageInstallation', {
      script: 'install.sh',
      parameters: installationParameters(spec),
      hostKey,
      connection,
      dependsOn: [packages],
    });
    this.ready = installation.resource;
  }

  private offlinePackages(
    { spec, connection }: HostPreparationProps,
    directory: string,
    check: HostScript,
  ): ITerraformDependable {
    const { hostKey } = spec.facts;
    const dependsOn = [check.resource];
    const props = { directory, hostKey, connection, dependsOn };
    return new OfflinePackages(this, 'OfflinePackages', props).resource;
  }
}

/** The facts that the numbers of the spec were computed from, and what the VM will need. */
function expectations({
  facts,
  machine,
  packagesDirectory,
  storage,
}: HostSpec): Record<string, string> {
  return {
    QK_PURPOSE: 'deployment',
    QK_VIRTUALIZATION_TYPE: machine.virtualizationType,
    QK_MEMORY_GIB: String(machine.memoryGib),
    QK_BRIDGES: machine.nics.map((nic) => nic.bridge).join(' '),
    QK_MACS: machine.nics.map((nic) => nic.mac).join(' '),
    QK_VNC_PORT: String(machine.vnc.port),
    QK_STORAGE_PATH: storage.poolPath,
    QK_STORAGE_GIB: String(machine.systemDiskGib),
    QK_VM_NAME: machine.name,
    ...(facts.adopted && { QK_ADOPTED: 'yes' }),
    ...mediaSize(machine),
    ...dataDisks(machine),
    ...(packagesDirectory !== undefined && { QK_PACKAGES_SUPPLIED: 'yes' }),
    ...blankDisks(machine),
    QK_EXPECT_SOCKETS: String(facts.cpu.sockets),
    QK_EXPECT_CORES_PER_SOCKET: String(facts.cpu.coresPerSocket),
    QK_EXPECT_THREADS_PER_CORE: String(facts.cpu.threadsPerCore),
    QK_EXPECT_MEMORY_GIB: String(facts.memoryGib),
  };
}

function mediaSize({ installMediaBytes: bytes }: MachineSpec): Record<string, string> {
  return bytes === undefined ? {} : { QK_MEDIA_MIB: String(Math.ceil(bytes / BYTES_PER_MIB)) };
}

/** Terraform reads an empty trigger back as none. */
function dataDisks({ dataDisks: disks }: MachineSpec): Record<string, string> {
  return disks.length > 0 ? { QK_DATA_DISKS: disks.map((disk) => disk.path).join(' ') } : {};
}

/** Those that were chosen for being blank: a disk that is named may carry data. */
function blankDisks({ dataDisks: disks }: MachineSpec): Record<string, string> {
  const blank = disks.filter((disk) => disk.recordedBlank).map((disk) => disk.path);
  return blank.length > 0 ? { QK_EXPECT_BLANK_DISKS: blank.join(' ') } : {};
}

function installationParameters({ publicKey, storage, machine }: HostSpec): Record<string, string> {
  return {
    QK_AUTHORIZED_KEY: publicKey,
    QK_VM_NAME: machine.name,
    ...dataDisks(machine),
    QK_POOL_NAME: storage.poolName,
    QK_POOL_PATH: storage.poolPath,
    QK_VIRTUALIZATION_TYPE: machine.virtualizationType,
  };
}
