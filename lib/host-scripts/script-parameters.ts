import { identityText } from '../facts/disk-identity';
import { ProviderChoice } from '../config/configuration';
import { HostFacts } from '../facts/host-facts';
import { HostSpec, MachineNeeds, StorageSpec } from '../machine/host-spec';
import { ScriptParameters } from './shell-environment';

/** What the check is to find room and means for on one host. */
export interface CheckSubject {
  readonly machine: MachineNeeds;
  readonly storage: StorageSpec;
  /** The VM was made by others, and is ours by now. */
  readonly isAdopted: boolean;
  /** Packages are supplied by the deployment node. */
  readonly suppliesPackages: boolean;
  readonly providers: ProviderChoice;
  /** The deployment's; undefined while there is none. */
  readonly publicKey?: string;
}

const BYTES_PER_MIB = 1024 ** 2;

/** Input of check.sh. Empty values are left out: Terraform reads an empty trigger back as none. */
export function checkParameters(subject: CheckSubject): ScriptParameters {
  const { machine, storage, isAdopted, suppliesPackages, providers, publicKey } = subject;
  const { installMediaBytes: mediaBytes } = machine;
  return {
    QK_VIRTUALIZATION_TYPE: machine.virtualizationType,
    QK_MEMORY_GIB: String(machine.memoryGib),
    QK_BRIDGES: machine.nics.map((nic) => nic.bridge).join(' '),
    QK_MACS: machine.nics.map((nic) => nic.mac).join(' '),
    QK_VNC_PORT: String(machine.vnc.port),
    QK_STORAGE_PATH: storage.poolPath,
    QK_STORAGE_GIB: String(machine.systemDiskGib),
    QK_VM_NAME: machine.name,
    ...(isAdopted && { QK_ADOPTED: 'yes' }),
    ...(mediaBytes !== undefined && {
      QK_MEDIA_MIB: String(Math.ceil(mediaBytes / BYTES_PER_MIB)),
    }),
    ...dataDisks(machine),
    ...(suppliesPackages && { QK_PACKAGES_SUPPLIED: 'yes' }),
    ...blankDisks(machine),
    ...(publicKey !== undefined && { QK_AUTHORIZED_KEY: publicKey }),
    ...(providers === 'registry' && { QK_FORWARDING: 'needed' }),
  };
}

/** What opened the login that the check runs in. */
export function loginParameters(openedBy: string): ScriptParameters {
  return { QK_LOGIN_METHOD: openedBy };
}

/** Input of check.sh before a host is changed: also the facts that the numbers of the spec were computed from. */
export function preCheckParameters({
  facts,
  packagesDirectory,
  ...spec
}: HostSpec): ScriptParameters {
  const isAdopted = facts.adopted !== undefined;
  const suppliesPackages = packagesDirectory !== undefined;
  return {
    QK_PURPOSE: 'deployment',
    ...checkParameters({ ...spec, isAdopted, suppliesPackages }),
    ...expectedFacts(facts),
  };
}

function expectedFacts({ cpu, memoryGib }: HostFacts): ScriptParameters {
  return {
    QK_EXPECT_SOCKETS: String(cpu.sockets),
    QK_EXPECT_CORES_PER_SOCKET: String(cpu.coresPerSocket),
    QK_EXPECT_THREADS_PER_CORE: String(cpu.threadsPerCore),
    QK_EXPECT_MEMORY_GIB: String(memoryGib),
  };
}

/** Input of install.sh. */
export function installParameters({ publicKey, storage, machine }: HostSpec): ScriptParameters {
  return {
    QK_AUTHORIZED_KEY: publicKey,
    QK_VM_NAME: machine.name,
    ...dataDisks(machine),
    ...hostParameters({ storage, machine }),
  };
}

/** Input of install.sh where no VM is to be given anything: it is there, and others made it. */
export function adoptionParameters({ publicKey, ...spec }: HostSpec): ScriptParameters {
  return { QK_AUTHORIZED_KEY: publicKey, ...hostParameters(spec) };
}

function hostParameters({ storage, machine }: Pick<HostSpec, 'storage' | 'machine'>) {
  return {
    QK_POOL_NAME: storage.poolName,
    QK_POOL_PATH: storage.poolPath,
    QK_VIRTUALIZATION_TYPE: machine.virtualizationType,
  };
}

function dataDisks({ dataDisks: disks }: MachineNeeds): ScriptParameters {
  if (disks.length === 0) return {};
  const identities = disks.flatMap(({ path, identity }) =>
    identity ? [`${path},${identityText(identity)}`] : [],
  );
  return {
    QK_DATA_DISKS: disks.map((disk) => disk.path).join(' '),
    ...(identities.length > 0 && { QK_DISK_IDENTITIES: identities.join(' ') }),
  };
}

/** Those that were chosen for being blank: a disk that is named may carry data. */
function blankDisks({ dataDisks: disks }: MachineNeeds): ScriptParameters {
  const blank = disks.filter((disk) => disk.recordedBlank).map((disk) => disk.path);
  return blank.length > 0 ? { QK_EXPECT_BLANK_DISKS: blank.join(' ') } : {};
}
