import { DEFAULT_LOCATION } from '../config/configuration';
import { StorageSpec } from './host-spec';

/**
 * The pool at a path: `default` at libvirt's own, else `quantum-` and the path with a dash for every
 * slash. A dash of the path is doubled, so that `/data/vms` and `/data-vms` stay two pools.
 */
export function storagePool(path: string): StorageSpec {
  return { poolName: path === DEFAULT_LOCATION ? 'default' : poolName(path), poolPath: path };
}

function poolName(path: string): string {
  return `quantum-${path.slice(1).replaceAll('-', '--').replaceAll('/', '-')}`;
}
