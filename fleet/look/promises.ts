import { HostLook } from './host-look';
import { KnownHost } from './known-host';

/** What preparation makes. */
type Prepared = 'key' | 'package' | 'libvirt' | 'group' | 'pool' | 'folder' | 'hook' | 'record';

/** What preparation made and what holds no longer. */
export interface Gone {
  readonly thing: Prepared;
  /** Of the login, package, pool or folder. */
  readonly name?: string;
  /** One word, or two. */
  readonly state: string;
  /** `pool default is gone` */
  readonly what: string;
  /** Without it nothing of what the state holds can be read. */
  readonly blocks: boolean;
}

/** What of the preparation holds no longer; none where the host was not prepared. */
export function gonePromises(
  { prepared, holdsAny, volumes }: KnownHost,
  look: HostLook,
  login: string,
): Gone[] {
  if (!prepared) return [];
  const { pool, folder, hook, given, group, libvirt } = look;
  const { QK_POOL_NAME: poolName, QK_POOL_PATH: path } = prepared.parameters;
  const needed = (
    thing: Gone['thing'],
    state: string,
    what: string,
    { blocks = false, name }: Partial<Pick<Gone, 'blocks' | 'name'>> = {},
  ): Gone => ({ thing, state, what, blocks, ...(name !== undefined && { name }) });
  const ofPool = { name: poolName, blocks: volumes.length > 0 };
  const found: (Gone | false)[] = [
    !look.loggedInByKey && { ...lostKey(login), blocks: holdsAny },
    ...look.missingPackages.map((name) =>
      needed('package', 'missing', `package ${name} is missing`, { name }),
    ),
    (libvirt === 'silent' || libvirt === 'absent') &&
      needed('libvirt', libvirt, 'libvirt does not run', { blocks: holdsAny }),
    libvirt === 'manual' && needed('libvirt', libvirt, 'libvirt does not start with the host'),
    group === 'gone' &&
      needed('group', group, `${login} is not in the group libvirt`, { name: login }),
    pool === 'undefined' && needed('pool', pool, `pool ${poolName} is gone`, ofPool),
    pool === 'inactive' && needed('pool', pool, `pool ${poolName} is not running`, ofPool),
    pool === 'manual' &&
      needed('pool', pool, `pool ${poolName} does not start with the host`, { name: poolName }),
    pool === 'elsewhere' &&
      needed('pool', pool, `pool ${poolName} is not over ${path}`, { name: poolName }),
    folder === 'gone' &&
      needed('folder', folder, `the folder ${path} of pool ${poolName} is gone`, { name: path }),
    hook === 'gone' && needed('hook', hook, 'the hook that compares data disks is gone'),
    hook === 'changed' &&
      needed('hook', hook, 'the hook that compares data disks is not as installed'),
    given === 'gone' && needed('record', given, 'the record of the VM and its disks is gone'),
  ];
  return found.filter((gone) => !!gone);
}

export function lostKey(login: string): Gone {
  const what = `the key of ${login} is not authorized`;
  return { thing: 'key', name: login, state: 'not authorized', what, blocks: false };
}

/** Why libvirt, which is installed, cannot be asked; undefined: it can, or it is not there. */
export function libvirtFault({ libvirt }: HostLook): string | undefined {
  if (libvirt === 'silent') return 'libvirt on the host does not run';
  if (libvirt !== 'stuck') return undefined;
  return 'libvirt on the host runs and does not answer within 5 s; see "journalctl -u libvirtd -u virtqemud" there';
}

/** What keeps a host from being worked on, and what preparation cannot put right; undefined: nothing. */
export function obstacle({ prepared, volumes }: KnownHost, look: HostLook): string | undefined {
  if (look.libvirt === 'stuck') return libvirtFault(look);
  if (!prepared || volumes.length === 0) return undefined;
  const { QK_POOL_NAME: name, QK_POOL_PATH: path } = prepared.parameters;
  const holds = `in the state it holds ${volumes.join(', ')}`;
  if (look.folder === 'gone') {
    return `the folder ${path} of the storage pool ${name} is gone; ${holds}; see whether its file system is mounted, and repeat`;
  }
  if (look.pool === 'elsewhere') {
    return `the storage pool ${name} of the host is no longer over ${path}; ${holds}; set it back ("virsh pool-edit ${name}", then "virsh pool-destroy" and "virsh pool-start"), and repeat`;
  }
  return undefined;
}
