import { HostLook } from './host-look';
import { KnownHost } from './known-host';

/** What preparation made and what holds no longer. */
export interface Gone {
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
  const needed = (what: string, blocks: boolean): Gone => ({ what, blocks });
  const found: (Gone | false)[] = [
    !look.loggedInByKey && needed(`the key of ${login} is not authorized`, holdsAny),
    ...look.missingPackages.map((name) => needed(`package ${name} is missing`, false)),
    (libvirt === 'silent' || libvirt === 'absent') && needed('libvirt does not run', holdsAny),
    libvirt === 'manual' && needed('libvirt does not start with the host', false),
    group === 'gone' && needed(`${login} is not in the group libvirt`, false),
    pool === 'undefined' && needed(`pool ${poolName} is gone`, volumes.length > 0),
    pool === 'inactive' && needed(`pool ${poolName} is not running`, volumes.length > 0),
    pool === 'manual' && needed(`pool ${poolName} does not start with the host`, false),
    pool === 'elsewhere' && needed(`pool ${poolName} is not over ${path}`, false),
    folder === 'gone' && needed(`the folder ${path} of pool ${poolName} is gone`, false),
    hook === 'gone' && needed('the hook that compares data disks is gone', false),
    hook === 'changed' && needed('the hook that compares data disks is not as installed', false),
    given === 'gone' && needed('the record of the VM and its disks is gone', false),
  ];
  return found.filter((gone) => !!gone);
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
