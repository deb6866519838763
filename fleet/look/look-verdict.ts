import { HostLook, Looked } from './host-look';
import { KnownHost, Prepared } from './known-host';
import { Gone, gonePromises, libvirtFault, obstacle } from './promises';
import { Expected, strayMachines, straySentence } from './stray-machines';

/** What a look at a host means for a plan of it. */
export interface Verdict {
  /** Why nothing is planned, one sentence. */
  readonly cause?: string;
  /** How the host is prepared again. @default - it need not be */
  readonly again?: PreparedAgain;
  /** What could not be known. */
  readonly note?: string;
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
  /** VMs that the state does not hold are no matter. */
  readonly ignoresStrays?: boolean;
}

/** What the state knows of a host, and what else is known of its VM. */
export interface Known extends Expected {
  readonly host: KnownHost;
  readonly login: string;
}

export function lookVerdict(looked: Looked, known: Known, purpose: Purpose): Verdict {
  if (looked.kind === 'failed') return notSeen(looked.cause, known.host, purpose);
  const { look } = looked;
  const cause = obstacle(known.host, look) ?? strayCause(look, known, purpose);
  if (cause !== undefined) return { cause };
  const gone = gonePromises(known.host, look, known.login);
  if (purpose.destroy) return { cause: cannotDestroy(gone, look, known.host) };
  const { prepared } = known.host;
  return prepared && gone.length > 0 ? { again: preparedAgain(prepared, gone, look) } : {};
}

/** A host that nothing is known of may be planned without having been seen: whoever applies that looks again. */
function notSeen(reason: string, { hasState }: KnownHost, { destroy }: Purpose): Verdict {
  if (!destroy) return hasState ? { cause: reason } : { note: `not looked at: ${reason}` };
  if (hasState) return { cause: `${reason}; nothing of it was removed` };
  return { cause: `not looked at: ${reason}; whether it has VMs of this deployment is not known` };
}

function strayCause(look: HostLook, known: Known, purpose: Purpose): string | undefined {
  if (purpose.ignoresStrays) return undefined;
  const strays = strayMachines(look.machines, known.host, known).filter(
    ({ name }) => purpose.destroy || name !== known.machineName || !isBegun(known.host),
  );
  return strays.length === 0 ? undefined : straySentence(strays, known, known.host.stateFile);
}

/** A deployment that ended between the making of the VM and its record: the next one completes it. */
function isBegun({ machines, volumes }: KnownHost): boolean {
  return machines.size === 0 && volumes.length > 0;
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
