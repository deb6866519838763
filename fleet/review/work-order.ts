import { ResourceChange } from '../terraform/saved-plan';

/** What is made on a host, in the order of their dependencies. */
const ORDER = ['null_resource', 'libvirt_network', 'libvirt_volume', 'libvirt_domain'];

/** The step of the preparation. */
export const PREPARATION = 0;

/**
 * When in the work on a host a resource is changed: the preparation first, the VM after its networks and volumes.
 * What only goes, goes after that, the VM first.
 */
export function stepOf({ type, change }: ResourceChange): number {
  const index = ORDER.indexOf(type);
  const rank = index < 0 ? ORDER.length : index;
  const [action, ...others] = change.actions;
  return action === 'delete' && others.length === 0 ? 2 * ORDER.length + 1 - rank : rank;
}
