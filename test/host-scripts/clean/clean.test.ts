import { existsSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseClean } from '../../../lib/host-scripts/clean-output';
import { SCRIPT_PATH } from '../../../lib/host-scripts/script-delivery';
import { SHELLS } from '../faked-host';
import { RecordedHost } from '../install/recorded-host';

const KEY = 'ssh-ed25519 AAAAours';
const DEBIAN = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];
const DISK = '/dev/disk/by-id/wwn-0xa';
const PREPARED = {
  QK_AUTHORIZED_KEY: KEY,
  QK_POOL_PATH: '/usr',
  QK_VM_NAME: 'vm054',
  QK_DATA_DISKS: DISK,
  QK_DISK_IDENTITIES: `${DISK},serial=S1,wwn=naa.1,bytes=1048576`,
};
const HOOK = '/etc/libvirt/hooks/qemu.d/quantum-kvm';
/** The VM is gone, and the pool is there; as of libvirt, one that runs cannot be undefined. */
const VIRSH = `case "$4" in
  domuuid) exit 1 ;;
  pool-dumpxml) echo '<path>/usr</path>' ;;
  pool-list) echo " default" ;;
  pool-destroy) : >"$QK_SYSROOT/pool-is-off" ;;
  pool-undefine) [ -e "$QK_SYSROOT/pool-is-off" ] || exit 1 ;;
esac
exit 0`;

let host: RecordedHost;
beforeEach(() => {
  host = new RecordedHost('ID=debian\n', DEBIAN).manager('apt-get').command('virsh', VIRSH);
  host.disk('sda', ['wwn-0xa']).command('libvirtd', 'echo libvirtd (libvirt) 9.0.0');
  host.write('root/.ssh/authorized_keys', 'ssh-rsa AAAAold me@there\n');
});
afterEach(() => host.remove());

const text = (file: string): string => readFileSync(join(host.root, file), 'utf8');
const KEYS = 'root/.ssh/authorized_keys';

describe.each(SHELLS)('under %s', (shell) => {
  const prepare = (more: Record<string, string> = {}) =>
    host.run('install.sh', shell, { ...PREPARED, ...more });
  const clean = (more: Record<string, string> = {}) => {
    const asked = { QK_AUTHORIZED_KEY: KEY, QK_POOL_PATH: '/usr', QK_CLEAN_MACHINES: 'vm054' };
    const found = parseClean(host.clean(shell, { ...asked, ...more }).stdout);
    if (typeof found === 'string') throw new Error(found);
    return found;
  };
  const OURS = [
    `record of the VM vm054 (${DISK})`,
    `libvirt's hook ${HOOK}`,
    "libvirt's hook /etc/libvirt/hooks/qemu",
    "the deployment's key in /root/.ssh/authorized_keys (of root)",
  ];

  test('what preparation has put there is told, then removed, and what others have stays', () => {
    prepare();
    const before = [text(KEYS), text('etc/quantum-kvm/given'), text('etc/quantum-kvm/made')];
    expect(before[2]).toBe('key /root/.ssh/authorized_keys\n');
    expect(clean().ours).toEqual(OURS);
    expect([text(KEYS), text('etc/quantum-kvm/given'), text('etc/quantum-kvm/made')]).toEqual(
      before,
    );
    expect(clean({ QK_CLEAN_REMOVE: 'yes' }).ours).toEqual(OURS);
    expect(text(KEYS)).toBe('ssh-rsa AAAAold me@there\n');
    expect(statSync(join(host.root, KEYS)).mode & 0o777).toBe(0o600);
    for (const gone of [HOOK, '/etc/quantum-kvm']) {
      expect(existsSync(join(host.root, gone))).toBe(false);
    }
    expect(clean({ QK_CLEAN_REMOVE: 'yes' })).toMatchObject({ ours: [], failed: [] });
  });

  test('files in the login’s home are told with what they are, as their names do not tell', () => {
    host.write(`root/${SCRIPT_PATH}`, '').write('root/.quantum-kvm-packages/a.deb', 'of ours');
    expect(clean({ QK_CLEAN_REMOVE: 'yes' }).ours).toEqual([
      'file /root/.quantum-kvm-packages (packages that the deployment node sent)',
      `file /root/${SCRIPT_PATH} (an empty file that Terraform leaves when it has run a script here)`,
    ]);
    expect(clean().ours).toEqual([]);
  });

  test('a key that stood there before is removed only where it is the deployment’s alone', () => {
    host.write(KEYS, `${KEY} me\n`);
    prepare();
    expect(clean().stays.join('\n')).toContain('it is that of login.key.file');
    expect(clean({ QK_CLEAN_OWN_KEY: 'yes' }).ours.join('\n')).toContain("the deployment's key in");
  });

  test('the record of another VM and the hook that it needs stay', () => {
    prepare();
    prepare({ QK_VM_NAME: 'vm055' });
    const { ours, stays } = clean({ QK_CLEAN_REMOVE: 'yes' });
    expect(ours).toContain('record of the VM vm054');
    expect(stays.join('\n')).toContain("libvirt's hook: other VMs were given disks");
    expect(text('etc/quantum-kvm/given')).toContain(`vm055 ${DISK}`);
    expect(existsSync(join(host.root, HOOK))).toBe(true);
  });

  test('a libvirt that still calls a hook which is gone is told until it was started again', () => {
    prepare();
    host.write('run/libvirtd.pid', 'none').write('run/systemd/system/there', '');
    host.command('systemctl', 'exit 1');
    expect(clean({ QK_CLEAN_REMOVE: 'yes' }).failed.join('\n')).toContain('libvirtd: it was to be');
    expect(existsSync(join(host.root, HOOK))).toBe(false);
    expect(text(KEYS)).toContain(KEY);
    expect(clean().ours.join('\n')).toContain('that libvirt may still call');
    expect(clean({ QK_CLEAN_REMOVE: 'yes' }).failed).toHaveLength(1);
    host.command('systemctl', '');
    expect(clean().failed).toEqual([]);
    expect(clean({ QK_CLEAN_REMOVE: 'yes' }).failed).toEqual([]);
    expect(clean()).toMatchObject({ ours: [], failed: [] });
    expect(existsSync(join(host.root, 'etc/quantum-kvm'))).toBe(false);
  });

  test('where libvirt does not answer the key stays for the next time', () => {
    prepare();
    host.command('virsh', 'exit 1');
    const { failed, stays } = clean({ QK_CLEAN_REMOVE: 'yes' });
    expect(failed.join('\n')).toContain('what is of libvirt: libvirt does not answer');
    expect(stays.join('\n')).toContain('the key in /root/.ssh/authorized_keys: not all else');
    expect(text(KEYS)).toContain(KEY);
  });

  test('a pool that was there before, or holds anything, stays', () => {
    prepare();
    expect(clean().stays.join('\n')).toContain('storage pool default: it is not noted');
    host.write('etc/quantum-kvm/made', 'pool default\n');
    expect(clean().stays.join('\n')).toMatch(/storage pool default: it holds \/usr\//);
  });

  test('an empty pool that preparation made is ended, then undefined', () => {
    const folder = join(host.root, 'disks');
    host.write('disks/vm054', '');
    rmSync(join(folder, 'vm054'));
    host.command('virsh', VIRSH.replace('<path>/usr<', `<path>${folder}<`));
    host.write('etc/quantum-kvm/made', 'pool default\n');
    const { ours, failed } = clean({ QK_POOL_PATH: folder, QK_CLEAN_REMOVE: 'yes' });
    expect([ours, failed]).toEqual([[`storage pool default (over ${folder})`], []]);
  });

  test('a pool over a link to a folder holds what the folder holds', () => {
    host.write('disks/vm055', 'of another VM');
    const link = join(host.root, 'linked');
    symlinkSync(join(host.root, 'disks'), link);
    host.command('virsh', VIRSH.replace('<path>/usr<', `<path>${link}<`));
    host.write('etc/quantum-kvm/made', 'pool default\n');
    const { ours, stays } = clean({ QK_POOL_PATH: link });
    expect(ours).toEqual([]);
    expect(stays.join('\n')).toContain(`storage pool default: it holds ${link}/vm055`);
  });

  test('a name that somebody else has chosen is a part of its line, whatever is in it', () => {
    host.write('disks/a\tb\u001b[2J\u009b', '');
    const folder = join(host.root, 'disks');
    host.command('virsh', VIRSH.replace('<path>/usr<', `<path>${folder}<`));
    host.write('etc/quantum-kvm/made', 'pool default\n');
    expect(clean({ QK_POOL_PATH: folder }).stays.join('\n')).toContain(`${folder}/a?b?[2J\u009b`);
  });

  test('a line with another key stays, whatever its options and its comment say', () => {
    const others = [
      `ssh-rsa AAAAother ${KEY}`,
      `command="echo ${KEY} me" ssh-rsa AAAAother`,
      `command="echo \\" ${KEY} \\"" ssh-rsa AAAAother`,
      `# ${KEY}`,
    ];
    const ours = [`from="10.0.0.1,10.0.0.2",command="a b" ${KEY} me`, `  ${KEY}`, `no-pty\t${KEY}`];
    host.write(KEYS, `${[...others, ...ours].join('\n')}\n`);
    host.write('etc/quantum-kvm/made', 'key /root/.ssh/authorized_keys\n');
    clean({ QK_CLEAN_REMOVE: 'yes' });
    expect(text(KEYS)).toBe(`${others.join('\n')}\n`);
    expect(clean({ QK_CLEAN_REMOVE: 'yes', QK_CLEAN_OWN_KEY: 'yes' })).toMatchObject({ ours: [] });
  });

  test('a file that waits under the name of the copy is not written through', () => {
    prepare();
    host.write('precious', 'stays');
    symlinkSync(join(host.root, 'precious'), join(host.root, `${KEYS}.quantum-kvm`));
    clean({ QK_CLEAN_REMOVE: 'yes' });
    expect(text('precious')).toBe('stays');
    expect(text(KEYS)).toBe('ssh-rsa AAAAold me@there\n');
  });
});
