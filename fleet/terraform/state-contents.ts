import { printable } from '../../lib/config/printable';
import { StateResource } from '../../lib/node/terraform/state-file';
import { ResourceChange } from './saved-plan';

/** By which Terraform knows a resource. */
interface Addressed {
  readonly address: string;
  readonly type: string;
}

/** Of the VM's own volumes, by the names that their construct ids give them, which stay. */
const OWN_VOLUME = /^libvirt_volume\.(SystemDisk|InstallMedia)(?:_|$)/;

/** An install medium is a copy of a file; whatever other volumes hold is held nowhere else. */
export function isMedium({ address }: Addressed): boolean {
  return OWN_VOLUME.exec(address)?.[1] === 'InstallMedia';
}

/** Whether a volume is one that a site has added to what the VM has of us. */
export function isFurtherVolume({ address, type }: Addressed): boolean {
  return type === 'libvirt_volume' && !OWN_VOLUME.test(address);
}

/** Whether a resource holds data that is nowhere else. */
export function holdsData(resource: Addressed): boolean {
  return resource.type === 'libvirt_volume' && !isMedium(resource);
}

/** Whether a system disk is made where there is none. */
export function isNewDisk(resource: ResourceChange): boolean {
  const isMade = resource.change.actions.join() === 'create' && resource.change.after !== null;
  return isMade && holdsData(resource) && !isFurtherVolume(resource);
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
