import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesIn } from '../../lib/node/terraform/state-file';
import { HostTarget } from './host/host-target';
import { Attributes } from '../terraform/saved-plan';
import { isMedium } from '../terraform/state-contents';

type ByName = Readonly<Record<string, Attributes>>;

/** Terraform's addresses of the resources that prepare the host. */
export function preparationAddresses(target: Pick<HostTarget, 'folder'>): string[] {
  return Object.keys(configured(target).null_resource ?? {}).map((name) => `null_resource.${name}`);
}

/**
 * Terraform's addresses of all that can go while the disks stay: the VM, its networks and its medium, those
 * configured and those that the state has besides. The state goes on managing the disks, and with them the
 * preparation that they depend on.
 */
export function diskUsers(target: Pick<HostTarget, 'folder' | 'stateFile'>): string[] {
  const known = Object.entries(configured(target)).flatMap(([type, named]) =>
    Object.keys(named).map((name) => ({ address: `${type}.${name}`, type })),
  );
  const addresses = [...known, ...resourcesIn(target.stateFile)]
    .filter((resource) => DISK_USERS.includes(resource.type) || isMedium(resource))
    .map(({ address }) => address);
  return [...new Set(addresses)];
}

/** Terraform's addresses of resources of a type, by the names that they have on the host. */
export function addressesOf(
  target: Pick<HostTarget, 'folder'>,
  type: string,
  names: readonly string[],
): string[] {
  return Object.entries(configured(target)[type] ?? {})
    .filter(([, attributes]) => names.includes(String(attributes.name)))
    .map(([name]) => `${type}.${name}`);
}

const DISK_USERS = ['libvirt_domain', 'libvirt_network'];

function configured({ folder }: Pick<HostTarget, 'folder'>): Readonly<Record<string, ByName>> {
  const { resource } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
    resource: Readonly<Record<string, ByName>>;
  };
  return resource;
}
