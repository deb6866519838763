import { SeenMachine } from '../../lib/host-scripts/look-output';
import { KnownHost } from './known-host';
import { MachineHolders } from './machine-holders';

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

/** VMs that the state of another host holds, and why the host may be another one than it is taken for. */
export interface Displaced {
  readonly what: string;
  readonly cure: string;
}

/**
 * VMs of this deployment that the state of another host holds. Whatever the address leads to, nothing of it may be
 * changed before somebody has seen which machine it is: one with the SSH host key of another passes for it.
 *
 * @param address of the host that was looked at
 */
export function displacedMachines(
  machines: readonly SeenMachine[],
  address: string,
  deploymentId: string | undefined,
  holders: Pick<MachineHolders, 'of'>,
): Displaced | undefined {
  const held = machines
    .filter(({ tagged, deployment = deploymentId }) => tagged && deployment === deploymentId)
    .map((machine) => ({ ...machine, holder: holders.of(machine.uuid) }))
    .filter(({ holder }) => holder !== undefined && holder !== address);
  const [first] = held;
  if (!first) return undefined;
  const names = held.map(({ name, uuid, holder }) => `${name} (UUID ${uuid}) of ${holder}`);
  return {
    what: `this address leads to a host that has the VM ${names.join(', ')}`,
    cure: `see that each host has its own address ("ip -br address" at their consoles); if the VM was migrated, migrate it back ("virsh migrate"); if the host was copied from that one, remove the copy there ("virsh undefine ${first.name}")`,
  };
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
