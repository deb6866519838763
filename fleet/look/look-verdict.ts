import { SeenMachine, SeenVolume } from '../../lib/host-scripts/look-output';
import { HostLook, Looked } from './host-look';
import { KnownHost, Prepared } from './known-host';
import { Leftovers, MachineObjects, foreignDisk, leftovers } from './leftovers';
import { Gone, gonePromises, libvirtFault, obstacle } from './promises';
import { MachineHolders } from './machine-holders';
import { Expected, displacedMachines, strayMachines, straySentence } from './stray-machines';

/** What a look at a host means for a plan of it. */
export interface Verdict {
  /** Why nothing is planned, one sentence. */
  readonly cause?: string;
  /** How the host is prepared again. @default - it need not be */
  readonly again?: PreparedAgain;
  /** What could not be known. */
  readonly note?: string;
  /** What is said of the host, whatever becomes of the plan. */
  readonly remark?: string;
  /** UUID of the VM that a deployment made and could not note before it was ended. */
  readonly unrecorded?: string;
  /** What else such a one may have left, where all is to go. */
  readonly leftovers?: Leftovers;
}

export interface PreparedAgain {
  /** `pool default is gone`: what does not hold. */
  readonly gone: readonly string[];
  /** Terraform's addresses of what is to run again. */
  readonly replace: readonly string[];
  /** Until it is done, nothing else of the host can be read, nor planned. */
  readonly alone: boolean;
}

/** What the look is for. */
export interface Purpose {
  /** All is to go: what cannot be asked for cannot be removed. */
  readonly destroy?: boolean;
  /** A part of what the state holds alone is worked on. */
  readonly targets?: readonly string[];
  /** VMs that the state does not hold are no matter. */
  readonly ignoresStrays?: boolean;
}

/** What the state knows of a host, and what else is known of its VM. */
export interface Known extends Expected {
  readonly host: KnownHost;
  readonly login: string;
  readonly address: string;
  /** What the states of all hosts hold. */
  readonly holders: Pick<MachineHolders, 'of'>;
  /** What the VM is to have. @default - nothing is known of that: the host is to have no VM any more */
  readonly objects?: MachineObjects;
}

export function lookVerdict(looked: Looked, known: Known, purpose: Purpose): Verdict {
  if (looked.kind === 'failed') return notSeen(looked.cause, known.host, purpose);
  const { look } = looked;
  const unrecorded = unrecordedMachine(look, known, purpose);
  const cause =
    displacedCause(look, known) ??
    obstacle(known.host, look) ??
    strayCause(look, known, purpose, unrecorded) ??
    foreignDiskCause(look, known, purpose);
  if (cause !== undefined) return { cause };
  const gone = gonePromises(known.host, look, known.login);
  const begun = unrecorded && { unrecorded: unrecorded.uuid };
  if (purpose.destroy) {
    const obstructed = cannotDestroy(gone, look, known.host);
    return obstructed === undefined
      ? { ...begun, ...whatIsLeft(look, known, purpose) }
      : { cause: obstructed };
  }
  const { prepared } = known.host;
  const again = prepared && gone.length > 0 && preparedAgain(prepared, gone, look);
  return { ...begun, ...(again && { again }) };
}

/** A host that nothing is known of may be planned without having been seen: whoever applies that looks again. */
function notSeen(reason: string, { hasState }: KnownHost, { destroy }: Purpose): Verdict {
  if (!destroy) return hasState ? { cause: reason } : { note: `not looked at: ${reason}` };
  if (hasState) return { cause: `${reason}; nothing of it was removed` };
  return { cause: `not looked at: ${reason}; whether it has VMs of this deployment is not known` };
}

function displacedCause(
  { machines }: HostLook,
  { address, deploymentId, holders }: Known,
): string | undefined {
  const found = displacedMachines(machines, address, deploymentId, holders);
  return found && `${found.what}; nothing was applied; ${found.cure}`;
}

function strayCause(
  look: HostLook,
  known: Known,
  purpose: Purpose,
  unrecorded: SeenMachine | undefined,
): string | undefined {
  if (purpose.ignoresStrays) return undefined;
  const strays = strayMachines(look.machines, known.host, known).filter((vm) => vm !== unrecorded);
  return strays.length === 0 ? undefined : straySentence(strays, known, known.host.stateFile);
}

/**
 * The VM of a deployment that ended between the making of the VM and its record, which the next one completes: the
 * state has its disk and no VM, and its tag is that of this deployment.
 */
function unrecordedMachine(
  { machines }: HostLook,
  { host, machineName, deploymentId, objects }: Known,
  { ignoresStrays, targets }: Purpose,
): SeenMachine | undefined {
  const isBegun = host.machines.size === 0 && host.volumes.length > 0;
  if (!isBegun || ignoresStrays || targets !== undefined || !objects) return undefined;
  return machines.find(
    ({ name, tagged, deployment = deploymentId }) =>
      name === machineName && tagged && deployment === deploymentId,
  );
}

/** A disk with something on it is none that a deployment has just made: to it, the VM's would be refused. */
function foreignDiskCause(
  look: HostLook,
  { host, objects, machineName }: Known,
  { destroy, ignoresStrays }: Purpose,
): string | undefined {
  if (destroy || ignoresStrays || !objects) return undefined;
  if (look.machines.some(({ name }) => name === machineName)) return undefined;
  const disk = foreignDisk(look, objects);
  if (!disk) return undefined;
  const { poolName, poolPath } = objects;
  const file = `${poolPath}/${disk.name}`;
  return `the pool ${poolName} of the host has a volume ${disk.name}, ${diskSentence(disk)}, and the state ${host.stateFile} does not hold it; nothing was applied; restore that file, or move the disk away on the host ("mv ${file} ${file}.kept && virsh pool-refresh ${poolName}")`;
}

function whatIsLeft(
  look: HostLook,
  { objects, deploymentId }: Known,
  { targets }: Purpose,
): Verdict {
  if (!objects || targets !== undefined) return {};
  const { volumes, networks } = leftovers(look, objects, deploymentId);
  const disk = foreignDisk(look, objects);
  const remark =
    disk &&
    `the volume ${objects.poolName}/${disk.name}, ${diskSentence(disk)}, is in no state and stays; remove it on the host if nobody needs it ("virsh vol-delete ${disk.name} --pool ${objects.poolName}")`;
  return {
    ...(remark !== undefined && { remark }),
    ...(volumes.length + networks.length > 0 && { leftovers: { volumes, networks } }),
  };
}

function diskSentence({ bytes }: SeenVolume): string {
  return `which holds data (its file has ${Math.floor(bytes / 2 ** 20)} MiB)`;
}

function cannotDestroy(
  gone: readonly Gone[],
  look: HostLook,
  { holdsAny, volumes }: KnownHost,
): string | undefined {
  const blocking = gone.filter(({ blocks }) => blocks).map(({ what }) => what);
  if (blocking.length > 0) {
    const held = volumes.length > 0 ? `; in the state it holds ${volumes.join(', ')}` : '';
    return `${blocking.join(', ')}${held}; nothing of it was removed; run "quantum-kvm prepare", then the same command again`;
  }
  const silent = holdsAny ? undefined : libvirtFault(look);
  return (
    silent &&
    `not looked at: ${silent}; whether it has VMs of this deployment is not known; start it ("systemctl start libvirtd"), and repeat`
  );
}

/** Disks whose record is gone are given again only when the pre-check finds that they may be. */
function preparedAgain(
  { installation, packages, check, parameters }: Prepared,
  gone: readonly Gone[],
  { missingPackages, given }: HostLook,
): PreparedAgain {
  const replace = [
    given === 'gone' && parameters.QK_DATA_DISKS !== undefined && check,
    missingPackages.length > 0 && packages,
    installation,
  ];
  return {
    gone: gone.map(({ what }) => what),
    replace: replace.filter((address) => typeof address === 'string'),
    alone: gone.some(({ blocks }) => blocks),
  };
}
