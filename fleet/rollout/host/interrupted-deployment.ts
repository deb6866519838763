import { Verdict } from '../../look/look-verdict';
import { PlannedChange } from '../../review/planned-change';
import { PromisedMachine } from '../../status/promised-machine';
import { HostTarget } from './host-target';
import { HostTerraform, LOCK_WAIT_SECONDS } from './host-terraform';
import { addressesOf } from '../target-addresses';

type Found = Pick<Verdict, 'unrecorded' | 'leftovers'>;

const LEFT = 'which a deployment that was ended has left';

/** What such a deployment has left, as rows of a plan that removes it. */
export function removalsOf({ unrecorded, leftovers }: Found): PlannedChange[] {
  const { volumes = [], networks = [] } = leftovers ?? {};
  return [
    ...(unrecorded === undefined
      ? []
      : [{ text: `VM removed, ${LEFT}`, consequence: 'data loss' } as const]),
    ...volumes.map(
      (name) => ({ text: `volume ${name} removed, ${LEFT}`, consequence: 'none' }) as const,
    ),
    ...networks.map(
      (name) => ({ text: `network ${name} removed, ${LEFT}`, consequence: 'none' }) as const,
    ),
  ];
}

/**
 * Removes a host's VM with all that belongs to it, and what a deployment has left that was ended before it could note
 * it. That is made part of the state first, where it is completed: the provider takes over a volume that is empty or
 * has a part of the medium, and a network with our tag, and nothing else. Returns why it failed, if it did.
 */
export async function removeWithLeftovers(
  terraform: HostTerraform,
  target: HostTarget,
  found: Found,
  limitSeconds: number,
): Promise<string | undefined> {
  const apply = (...args: string[]) =>
    terraform.run('apply', limitSeconds, ['apply', '-auto-approve', '-json', ...COMMON, ...args]);
  const { volumes = [], networks = [] } = found.leftovers ?? {};
  const addresses = [
    ...addressesOf(target, 'libvirt_volume', volumes),
    ...addressesOf(target, 'libvirt_network', networks),
  ];
  if (addresses.length > 0) {
    const cause = await apply(...addresses.map((address) => `-target=${address}`));
    if (cause !== undefined) return cause;
  }
  for (const address of addressesOf(target, 'libvirt_domain', machineNames(target, found))) {
    const args = ['import', ...COMMON, address, found.unrecorded ?? target.machineName];
    const cause = await terraform.run('apply', limitSeconds, args);
    if (cause !== undefined) return cause;
  }
  return apply('-destroy');
}

const COMMON = ['-input=false', `-lock-timeout=${LOCK_WAIT_SECONDS}s`];

function machineNames({ machineName }: HostTarget, { unrecorded }: Found): string[] {
  return unrecorded === undefined ? [] : [machineName];
}

/** What the removal of such a VM promises. */
export function removalPromise(
  { machineName: name }: HostTarget,
  { unrecorded: uuid }: Found,
): PromisedMachine | undefined {
  return uuid === undefined ? undefined : { name, uuid, state: 'gone' };
}
