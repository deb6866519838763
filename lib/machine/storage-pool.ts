import { StorageSpec } from './host-spec';

/** Where libvirt's own pool is on every supported distribution. */
const DEFAULT_PATH = '/var/lib/libvirt/images';

/**
 * The pool at a path: `default` at libvirt's own, else `quantum-` and the path with a dash for every
 * slash. A dash of the path is doubled, so that `/data/vms` and `/data-vms` stay two pools.
 */
export function storagePool(path: string): StorageSpec {
  return { poolName: path === DEFAULT_PATH ? 'default' : poolName(path), poolPath: path };
}

function poolName(path: string): string {
  return `quantum-${path.slice(1).replaceAll('-', '--').replaceAll('/', '-')}`;
}
