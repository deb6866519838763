import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost, SHELLS } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

describe.each(SHELLS)('under %s', (shell) => {
  test('free space is asked of the nearest folder that exists', () => {
    const path = join(host.root, 'images', 'deep', 'down');
    const roomy = host.check(shell, { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '0' });
    expect(roomy.told('storage.free')).toContain(`free at ${host.root};`);
    const full = host.check(shell, {
      QK_STORAGE_PATH: path,
      QK_STORAGE_GIB: '1',
      QK_MEDIA_MIB: '9999999999',
    });
    expect(full.verdicts('storage.free')).toEqual(['FAIL']);
  });

  test('a file in the place of the storage folder fails', () => {
    const path = join(host.root, 'images');
    writeFileSync(path, '');
    const checked = host.check(shell, { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '1' });
    expect(checked.verdicts('storage.path')).toEqual(['FAIL']);
  });

  test('what the VM occupies already is not asked for again', () => {
    const path = join(host.root, 'images');
    mkdirSync(path);
    writeFileSync(join(path, 'vm054.qcow2'), Buffer.alloc(3 << 20, 1));
    host.command('df', `printf 'Filesystem\\nfake 0 0 ${(1 << 20) - 2048} 0%% /\\n'`);
    const asked = { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '1' };
    expect(host.check(shell, asked).verdicts('storage.free')).toEqual(['FAIL']);
    const again = host.check(shell, { ...asked, QK_VM_NAME: 'vm054' });
    expect(again.verdicts('storage.free')).toEqual(['PASS']);
    const other = host.check(shell, { ...asked, QK_VM_NAME: 'vm05' });
    expect(other.verdicts('storage.free')).toEqual(['FAIL']);
  });

  test.each([
    [120, 'PASS'],
    [119, 'WARN'],
    [30, 'WARN'],
    [29, 'FAIL'],
  ])('a disk of 100 GiB and a medium of 20 GiB, with %d GiB free: %s', (gib, verdict) => {
    const path = host.fileSystem('images', 'ext4');
    host.command('df', `printf 'Filesystem\\nfake 0 0 ${gib * 1048576} 0%% /\\n'`);
    const asked = { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '100', QK_MEDIA_MIB: '20480' };
    expect(host.check(shell, asked).verdicts('storage.free')).toEqual([verdict]);
  });

  test('a file system that is read-only is told with its mount point', () => {
    const path = host.fileSystem('images', 'ext4', 'ro,relatime');
    const checked = host.check(shell, { QK_STORAGE_PATH: path });
    expect(checked.verdicts('storage.writable')).toEqual(['FAIL']);
    expect(checked.told('storage.writable')).toContain(`mount -o remount,rw ${path}`);
  });

  test.each([
    ['tmpfs', 'FAIL', 'it is memory'],
    ['ramfs', 'FAIL', 'it is memory'],
    ['ecryptfs', 'FAIL', 'without O_DIRECT'],
    ['fuse.glusterfs', 'WARN', 'cannot be seen without writing'],
    ['xfs', 'PASS', 'xfs'],
  ])('storage on %s: %s', (type, verdict, said) => {
    const path = host.fileSystem('images', type);
    const checked = host.check(shell, { QK_STORAGE_PATH: join(path, 'vms') });
    expect(checked.verdicts('storage.direct-io')).toEqual([verdict]);
    expect(checked.told('storage.direct-io')).toContain(said);
  });

  test('a file system without an inode left fails, whatever its free space', () => {
    const path = host.fileSystem('images', 'ext4');
    host.command('df', `printf 'Filesystem\\nfake 1000 1000 0 100%% /\\n'`);
    const checked = host.check(shell, { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '0' });
    expect(checked.told('storage.free')).toContain('no inode left');
  });

  test.each([
    ['exit 0', 'PASS'],
    ['case $* in *direct*) exit 1 ;; esac', 'FAIL'],
    ['exit 1', 'WARN'],
  ])('a file system of users is tried on a file that is there: %s is %s', (dd, verdict) => {
    const path = host.fileSystem('images', 'fuse.sshfs');
    writeFileSync(join(path, 'some'), Buffer.alloc(8192));
    const checked = host.command('dd', dd).check(shell, { QK_STORAGE_PATH: path });
    expect(checked.verdicts('storage.direct-io')).toEqual([verdict]);
  });

  describe("QEMU's user", () => {
    /** A user whom every folder lets in but this one. */
    const shutOutOf = (path: string) =>
      host.command('setpriv', `shift 3; case $* in "test -x ${path}/") exit 1 ;; esac`);
    const users = (...names: string[]) =>
      host
        .command('id', 'echo 0')
        .command(
          'getent',
          `case $2 in ${names.join('|') || '-'}) echo "$2:x:64055:108::/:/bin/sh" ;; *) exit 2 ;; esac`,
        );
    const access = (path: string) => host.check(shell, { QK_STORAGE_PATH: path });

    test('is tried on every folder on the way', () => {
      const path = join(host.fileSystem('data', 'ext4'), 'vms');
      users('libvirt-qemu');
      shutOutOf(host.root);
      const checked = access(path);
      expect(checked.verdicts('storage.access')).toEqual(['FAIL']);
      expect(checked.told('storage.access')).toContain(
        `QEMU runs as libvirt-qemu, which cannot enter ${host.root} (drwx`,
      );
      expect(checked.told('storage.access')).toContain(`chmod o+x ${host.root}`);
      shutOutOf('/elsewhere');
      expect(access(path).verdicts('storage.access')).toEqual(['PASS']);
    });

    test.each([
      ['user = "qemu"', 'qemu'],
      ['  user="+107"  # as before', '107'],
      ['#user = "root"', 'libvirt-qemu'],
    ])('is the one of qemu.conf: %s', (line, user) => {
      const path = host.fileSystem('images', 'ext4');
      users('libvirt-qemu', 'qemu', '107').write('etc/libvirt/qemu.conf', `${line}\n`);
      shutOutOf(path);
      expect(access(path).told('storage.access')).toContain(`QEMU runs as ${user},`);
    });

    test('may be root, who is let in everywhere', () => {
      const path = host.fileSystem('images', 'ext4');
      users().write('etc/libvirt/qemu.conf', 'user = "root"\n');
      shutOutOf(path);
      expect(access(path).verdicts('storage.access')).toEqual(['PASS']);
    });

    test.each([
      ['ID=debian', 'FAIL', 'libvirt-qemu'],
      ['ID=rocky\nID_LIKE="rhel centos"', 'FAIL', 'qemu'],
      ['ID=other', 'WARN', 'is not known'],
    ])('who is still to be made has the rights of all others: %s', (release, verdict, said) => {
      const path = host.fileSystem('images', 'ext4');
      users().write('etc/os-release', `${release}\n`);
      const checked = access(path);
      expect(checked.verdicts('storage.access')).toEqual([verdict]);
      expect(checked.told('storage.access')).toContain(said);
      chmodSync(host.root, 0o711);
      expect(access(path).verdicts('storage.access')).toEqual(['PASS']);
    });

    test.each([
      ['nfs4', '', 'no_root_squash'],
      ['ext4', 'dynamic_ownership = 0\n', 'dynamic_ownership = 0'],
    ])('may be kept out by what cannot be seen: %s %s', (type, settings, said) => {
      const path = host.fileSystem('images', type);
      users('libvirt-qemu').write('etc/libvirt/qemu.conf', settings);
      shutOutOf('/elsewhere');
      const checked = access(path);
      expect(checked.verdicts('storage.access')).toEqual(['WARN']);
      expect(checked.told('storage.access')).toContain(said);
    });
  });

  describe('where SELinux is enforcing', () => {
    const typed = (type: string) =>
      host
        .write('sys/fs/selinux/enforce', '1')
        .command('stat', `echo system_u:object_r:${type}:s0`);

    test.each([
      ['virt_image_t', 'PASS', ''],
      ['default_t', 'FAIL', 'semanage fcontext -a -t virt_image_t'],
      ['nfs_t', 'FAIL', 'setsebool -P virt_use_nfs on'],
      ['cifs_t', 'FAIL', 'setsebool -P virt_use_samba on'],
    ])('a folder of type %s: %s', (type, verdict, cure) => {
      const path = host.fileSystem('images', 'xfs');
      const checked = typed(type).check(shell, { QK_STORAGE_PATH: path });
      expect(checked.verdicts('storage.security')).toEqual([verdict]);
      expect(checked.told('storage.security')).toContain(cure);
    });

    test('a network file system is allowed by its boolean', () => {
      const path = host.fileSystem('images', 'nfs4');
      host.write('sys/fs/selinux/booleans/virt_use_nfs', '1 1');
      const checked = typed('nfs_t').check(shell, { QK_STORAGE_PATH: path });
      expect(checked.verdicts('storage.security')).toEqual(['PASS']);
    });

    test('a folder still to be made needs its rule first', () => {
      const path = join(host.fileSystem('data', 'xfs'), 'vms');
      const checked = typed('virt_image_t').check(shell, { QK_STORAGE_PATH: path });
      expect(checked.verdicts('storage.security')).toEqual(['FAIL']);
      expect(checked.told('storage.security')).toContain(`mkdir -p ${path}`);
    });

    test('the default folder has its rule from the distribution', () => {
      const checked = typed('x_t').check(shell, { QK_STORAGE_PATH: '/var/lib/libvirt/images' });
      expect(checked.verdicts('storage.security')).toEqual([]);
    });
  });

  describe('where AppArmor is on', () => {
    const rules = (text: string) =>
      host
        .write('sys/module/apparmor/parameters/enabled', 'Y\n')
        .write('etc/apparmor.d/local/abstractions/libvirt-qemu', text);

    test.each([
      ['', 'PASS'],
      ['  /data/** rwk,\n', 'PASS'],
      ['  deny /data/vms/** rw,\n', 'FAIL'],
      ['  audit deny /data/{,**} w,\n', 'FAIL'],
      ['  deny /data/other/** rw,\n', 'PASS'],
      ['# deny /data/** rw,\n', 'PASS'],
    ])('the rule "%s": %s', (rule, verdict) => {
      const checked = rules(rule).check(shell, { QK_STORAGE_PATH: '/data/vms' });
      expect(checked.verdicts('storage.security')).toEqual([verdict]);
    });

    test('a folder of the system is refused', () => {
      const checked = rules('').check(shell, { QK_STORAGE_PATH: '/usr/share/vms' });
      expect(checked.verdicts('storage.security')).toEqual(['FAIL']);
    });
  });
});
