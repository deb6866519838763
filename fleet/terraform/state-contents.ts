import { printable } from '../../lib/config/printable';
import { StateResource } from '../../lib/node/terraform/state-file';
import { Attributes, ResourceChange } from './saved-plan';

/** A medium is a copy of a file; whatever else a volume holds is held nowhere else. */
export function isCopy(volume: Attributes): boolean {
  return volume.create !== undefined && volume.create !== null;
}

/** Whether a system disk is made where there is none. */
export function isNewDisk({ type, change: { actions, after } }: ResourceChange): boolean {
  return type === 'libvirt_volume' && actions.join() === 'create' && !!after && !isCopy(after);
}

/** Characters of a name. */
const LONGEST_NAME = 100;

/** What stands on the host, in an operator's words. */
export function contentsOf(resources: readonly StateResource[]): string[] {
  return resources.flatMap(({ type, attributes: { name, pool } }) => {
    const text = printable(String(name), LONGEST_NAME);
    if (type === 'libvirt_domain') return [`VM ${text}`];
    if (type === 'libvirt_volume')
      return [`volume ${printable(String(pool), LONGEST_NAME)}/${text}`];
    return type === 'libvirt_network' ? [`network ${text}`] : [];
  });
}
