import { existsSync, readFileSync } from 'node:fs';
import { Attributes } from './saved-plan';

/** A resource that a state file holds. */
export interface StateResource {
  /** Terraform's, `libvirt_domain.Machine_6FC8AE80`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Attributes;
}

interface StateDocument {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly { readonly attributes?: Attributes }[];
  }[];
}

/** The resources of a state file in Terraform's version 4; none where there is no file. @throws when it cannot be read */
export function resourcesIn(stateFile: string): StateResource[] {
  if (!existsSync(stateFile)) return [];
  const { resources = [] } = JSON.parse(readFileSync(stateFile, 'utf8')) as StateDocument;
  return resources
    .filter(({ mode }) => mode === 'managed')
    .map(({ type, name, instances = [] }) => ({
      address: `${type}.${name}`,
      type,
      attributes: instances[0]?.attributes ?? {},
    }));
}

/** A medium is a copy of a file; whatever else a volume holds is held nowhere else. */
export function isCopy(volume: Attributes): boolean {
  return volume.create !== undefined && volume.create !== null;
}

/** What stands on the host, in an operator's words. */
export function contentsOf(resources: readonly StateResource[]): string[] {
  return resources.flatMap(({ type, attributes: { name, pool } }) => {
    const text = String(name);
    if (type === 'libvirt_domain') return [`VM ${text}`];
    if (type === 'libvirt_volume') return [`volume ${String(pool)}/${text}`];
    return type === 'libvirt_network' ? [`network ${text}`] : [];
  });
}
