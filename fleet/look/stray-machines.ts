import { SeenMachine } from '../../lib/host-scripts/look-output';
import { KnownHost } from './known-host';

/** What is known here of the VMs that a host may have. */
export interface Expected {
  readonly machineName: string;
  /** Of this deployment. @default - not known: hosts.lock.json is of an earlier version */
  readonly deploymentId?: string;
  /** The operator took the VM of that name over, which may not have our tag yet. */
  readonly adopted: boolean;
}

/** The VMs of this deployment on a host that its state does not hold. */
export function strayMachines(
  machines: readonly SeenMachine[],
  { machines: known }: Pick<KnownHost, 'machines'>,
  expected: Expected,
): SeenMachine[] {
  return machines.filter((machine) => !known.has(machine.uuid) && isOurs(machine, expected));
}

/** A tag that names no deployment is of an earlier version: then the name decides. */
function isOurs(
  { name, tagged, deployment }: SeenMachine,
  { machineName, deploymentId, adopted }: Expected,
): boolean {
  if (name === machineName) return tagged || adopted;
  return tagged && deployment !== undefined && deployment === deploymentId;
}

/** Why a host with such VMs is not worked on, and what to do. */
export function straySentence(
  strays: readonly SeenMachine[],
  { machineName }: Pick<Expected, 'machineName'>,
  stateFile: string,
): string {
  const names = strays.map(({ name, uuid }) => `${name} (UUID ${uuid})`).join(', ');
  const [what, it] = strays.length === 1 ? ['the VM', 'it'] : ['the VMs', 'them'];
  const named = strays.some(({ name }) => name === machineName);
  const cure = named
    ? `restore that file, or take the VM over: "quantum-kvm adopt"`
    : `restore the state that holds ${it}, or migrate ${it} back ("virsh migrate") to the host that ${it === 'it' ? 'it was' : 'they were'} made for, or, if ${it === 'it' ? 'it is' : 'they are'} left over, remove ${it} on the host ("virsh undefine")`;
  return `the host has ${what} ${names} of this deployment, and the state ${stateFile} does not hold ${it}; nothing was applied; ${cure}`;
}
