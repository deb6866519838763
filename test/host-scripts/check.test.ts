import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost, SHELLS } from './faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

/** A DOS partition table with one partition. */
const PARTITIONED = Buffer.alloc(512);
PARTITIONED.set([0x80, 0, 0, 0, 0x83, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0], 446);
PARTITIONED.set([0x55, 0xaa], 510);

/** Every path with its time of change. */
function tree(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${path} ${statSync(join(folder, path)).mtimeMs}`)
    .sort();
}

describe.each(SHELLS)('under %s', (shell) => {
  test('a sound host passes every check and tells its facts', () => {
    const checked = host.check(shell, { QK_MEMORY_GIB: '120', QK_BRIDGES: 'br0' });
    expect(checked.stderr).toBe('');
    expect(checked.stdout).not.toContain('FAIL\tcpu');
    expect(checked.facts('os')).toEqual([['rocky', '9.4', 'rhel centos']]);
    expect(checked.facts('architecture')).toEqual([['x86_64']]);
    expect(checked.facts('cpu')).toEqual([['1', '4', '2']]);
    expect(checked.facts('virtualization')).toEqual([['vmx']]);
    expect(checked.facts('memory')).toEqual([[String(128 * 1024 * 1024)]]);
    expect(checked.facts('bridge')).toEqual([['br0', '1500']]);
    expect(checked.facts('end')).toEqual([[String(checked.status)]]);
  });

  test('it runs without any parameter, and leaves out what it was not asked', () => {
    const checked = host.check(shell);
    expect(checked.verdicts('memory.size')).toEqual([]);
    expect(checked.verdicts('network.bridge')).toEqual([]);
    expect(checked.verdicts('storage.free')).toEqual([]);
    expect(checked.facts('end')).toHaveLength(1);
  });

  test('sockets are physical packages: a two-socket EPYC has two, whatever its NUMA nodes', () => {
    host.topology({ sockets: 2, coresPerSocket: 32, threadsPerCore: 2 }).cpuinfo('svm');
    for (let node = 0; node < 8; node += 1) {
      host.write(`sys/devices/system/node/node${node}/cpulist`, `${node * 8}-${node * 8 + 7}\n`);
    }
    const checked = host.check(shell);
    expect(checked.facts('cpu')).toEqual([['2', '32', '2']]);
    expect(checked.facts('virtualization')).toEqual([['svm']]);
    expect(checked.verdicts('cpu.sockets')).toEqual(['PASS']);
  });

  test('three physical CPUs are not supported', () => {
    host.topology({ sockets: 3, coresPerSocket: 2, threadsPerCore: 1 });
    const checked = host.check(shell);
    expect(checked.verdicts('cpu.sockets')).toEqual(['FAIL']);
    expect(checked.told('cpu.sockets')).toContain('3 physical CPUs, supported are 1 to 2');
    expect(checked.status).toBe(1);
  });

  test('a hybrid CPU counts with its smallest core, and says so', () => {
    host.without('sys/devices/system/cpu');
    host.cpu(0, 0, '0-1').cpu(1, 0, '0-1').cpu(2, 0, '2').cpu(3, 0, '3');
    const checked = host.check(shell);
    expect(checked.facts('cpu')).toEqual([['1', '3', '1']]);
    expect(checked.verdicts('cpu.topology')).toEqual(['WARN']);
  });

  test('a kernel without topology in /sys is read from /proc/cpuinfo', () => {
    const cpu = (n: number, socket: number, core: number) =>
      `processor\t: ${n}\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t\t: vmx\n\n`;
    host.without('sys/devices/system/cpu');
    host.write(
      'proc/cpuinfo',
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) => cpu(n, n % 2, (n >> 1) % 2)).join(''),
    );
    expect(host.check(shell).facts('cpu')).toEqual([['2', '2', '2']]);
  });

  test('without vmx and svm the host fails, unless machines are emulated', () => {
    host.cpuinfo('lm');
    expect(host.check(shell).verdicts('cpu.virtualization')).toEqual(['FAIL']);
    const emulated = host.check(shell, { QK_VIRTUALIZATION_TYPE: 'qemu' });
    expect(emulated.verdicts('cpu.virtualization')).toEqual(['PASS']);
  });

  test('a flag that only begins like vmx is not vmx', () => {
    host.cpuinfo('vmx_secondary', 'notsvm');
    expect(host.check(shell).facts('virtualization')).toEqual([['none']]);
  });

  test('a missing /dev/kvm is a warning', () => {
    expect(host.without('dev/kvm').check(shell).verdicts('cpu.kvm')).toEqual(['WARN']);
  });

  test.each([
    ['126', 'PASS'],
    ['127', 'FAIL'],
  ])('of 128 GiB, a VM of %s GiB leaves two to the host: %s', (gib, verdict) => {
    expect(host.check(shell, { QK_MEMORY_GIB: gib }).verdicts('memory.size')).toEqual([verdict]);
  });

  test('too much memory is told with the most that fits', () => {
    const checked = host.check(shell, { QK_MEMORY_GIB: '500' });
    expect(checked.told('memory.size')).toContain('kvm.memory.size.gb 500 needs 502 GiB');
    expect(checked.told('memory.size')).toContain('to 126 or less');
  });

  test('every named bridge must be there, and be a bridge', () => {
    host.interface('eth0');
    const checked = host.check(shell, { QK_BRIDGES: 'br0 br7 eth0' });
    expect(checked.verdicts('network.bridge')).toEqual(['PASS', 'FAIL', 'FAIL']);
    expect(checked.told('network.bridge')).toBe('br0; ');
    expect(checked.stdout).toContain('bridge br7 is missing; the host has: br0\t');
    expect(checked.stdout).toContain('eth0 is not a Linux bridge');
  });

  test('bridges that other software makes are no fact, unless they are asked for', () => {
    host.bridge('virbr0').bridge('docker0').bridge('br-0123456789ab').bridge('br1', 9000);
    expect(host.check(shell).facts('bridge')).toEqual([
      ['br0', '1500'],
      ['br1', '9000'],
    ]);
    const asked = host.check(shell, { QK_BRIDGES: 'virbr0' }).facts('bridge');
    expect(asked.map(([name]) => name)).toEqual(['br0', 'br1', 'virbr0']);
  });

  test('free space is asked of the nearest folder that exists', () => {
    const path = join(host.root, 'images', 'deep', 'down');
    const roomy = host.check(shell, { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '0' });
    expect(roomy.told('storage.free')).toContain(`free at ${host.root};`);
    const full = host.check(shell, { QK_STORAGE_PATH: path, QK_STORAGE_GIB: '9999999' });
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

  test('a host that still has what hosts.lock.json says passes; one that has not says both', () => {
    const facts = {
      QK_EXPECT_SOCKETS: '1',
      QK_EXPECT_CORES_PER_SOCKET: '4',
      QK_EXPECT_THREADS_PER_CORE: '2',
      QK_EXPECT_MEMORY_GIB: '128',
    };
    const same = host.check(shell, facts);
    expect(same.stdout).not.toContain('FAIL\tfacts');
    const differs = host.check(shell, {
      ...facts,
      QK_EXPECT_MEMORY_GIB: '256',
      QK_EXPECT_SOCKETS: '2',
    });
    expect(differs.verdicts('facts.memory')).toEqual(['FAIL']);
    expect(differs.told('facts.memory')).toContain('the host has 128, hosts.lock.json says 256');
    expect(differs.verdicts('facts.sockets')).toEqual(['FAIL']);
    expect(differs.verdicts('facts.threads-per-core')).toEqual(['PASS']);
    expect(differs.status).toBe(1);
  });

  test('another architecture fails', () => {
    host.command('uname', 'echo aarch64');
    expect(host.check(shell).verdicts('host.architecture')).toEqual(['FAIL']);
  });

  test('a host without package manager and scp is told both', () => {
    const tools = [
      'awk',
      'cut',
      'df',
      'getent',
      'grep',
      'id',
      'ls',
      'readlink',
      'sed',
      'tr',
      'uname',
      'wc',
    ];
    const checked = host.onlyCommands(...tools).check(shell);
    expect(checked.verdicts('host.packages')).toEqual(['FAIL']);
    expect(checked.verdicts('host.scp')).toEqual(['FAIL']);
    expect(checked.told('host.scp')).toContain('install openssh-client');
  });

  test('the home of the login must be closed to other users', () => {
    host.command('getent', 'echo "$2:x:0:0::/home/me:/bin/sh"').write('home/me/x', '');
    chmodSync(join(host.root, 'home', 'me'), 0o755);
    expect(host.check(shell).verdicts('login.home')).toEqual(['FAIL']);
    chmodSync(join(host.root, 'home', 'me'), 0o750);
    expect(host.check(shell).verdicts('login.home')).toEqual(['PASS']);
  });

  test('disks have the name that lasts longest, and are blank only when nothing is on them', () => {
    host.disk('sda', ['ata-Model_1', 'wwn-0x1', 'scsi-1']).disk('sdb', ['wwn-0x2'], PARTITIONED);
    host.disk('sdc', ['virtio-3']).write('proc/mounts', '/dev/sdc /mnt xfs rw 0 0\n');
    host.disk('sdd', ['wwn-0x4']).write('sys/block/sdd/holders/dm-0', '');
    host.disk('sde', ['wwn-0x5']).write('sys/block/sde/sde1/partition', '1\n');
    host.disk('sdf', ['nvme-Name_1', 'nvme-eui.01']);
    expect(host.check(shell).facts('disk')).toEqual([
      ['/dev/disk/by-id/wwn-0x1', '1048576', 'blank'],
      ['/dev/disk/by-id/wwn-0x2', '1048576', 'used'],
      ['/dev/disk/by-id/wwn-0x4', '1048576', 'used'],
      ['/dev/disk/by-id/wwn-0x5', '1048576', 'used'],
      ['/dev/disk/by-id/nvme-eui.01', '1048576', 'blank'],
      ['/dev/disk/by-id/virtio-3', '1048576', 'used'],
    ]);
  });

  test('what is removable, a partition, or has no stable name is no data disk', () => {
    host.disk('sda', ['usb-Stick']).disk('sr0', ['ata-DVD']).disk('dm-0', ['scsi-map']);
    host.disk('sdb', ['ata-Card']).write('sys/block/sdb/removable', '1\n');
    host.disk('sdc1', ['wwn-0x1-part1']).without('sys/block/sdc1');
    expect(host.check(shell).facts('disk')).toEqual([]);
  });

  test('a disk that the VM uses already is its own, one of another VM is not', () => {
    const definition = (path: string) =>
      `<domain><disk><source dev='/dev/disk/by-id/${path}'/></disk></domain>\n`;
    host.disk('sda', ['wwn-0x1'], PARTITIONED).disk('sdb', ['wwn-0x2']);
    host.write('etc/libvirt/qemu/vm054.xml', definition('wwn-0x1'));
    host.write('etc/libvirt/qemu/other.xml', definition('wwn-0x2'));
    const disks = '/dev/disk/by-id/wwn-0x1 /dev/disk/by-id/wwn-0x2 /dev/disk/by-id/wwn-0x3';
    const checked = host.check(shell, {
      QK_VM_NAME: 'vm054',
      QK_DATA_DISKS: disks,
      QK_EXPECT_BLANK_DISKS: disks,
    });
    expect(checked.facts('disk').map(([, , state]) => state)).toEqual(['vm', 'used']);
    expect(checked.verdicts('disk.free')).toEqual(['PASS', 'FAIL']);
    expect(checked.verdicts('disk.present')).toEqual(['FAIL']);
    expect(checked.verdicts('facts.disks')).toEqual(['PASS', 'FAIL']);
  });

  test('a data disk named by its path may carry data, but the host must not use it', () => {
    host.disk('sda', ['wwn-0x1'], PARTITIONED).write('sys/block/sda/sda1/partition', '1\n');
    const asked = { QK_DATA_DISKS: '/dev/disk/by-id/wwn-0x1' };
    expect(host.check(shell, asked).verdicts('disk.free')).toEqual(['PASS']);
    host.write('dev/sda1', '').write('proc/swaps', '/dev/sda1 partition 1 0 -2\n');
    expect(host.check(shell, asked).verdicts('disk.free')).toEqual(['FAIL']);
    host.without('proc/swaps').write('sys/block/sda/sda1/holders/md0', '');
    expect(host.check(shell, asked).verdicts('disk.free')).toEqual(['FAIL']);
  });

  test('it changes nothing: no file is written', () => {
    host.disk('sda', ['wwn-0x1']);
    host.write('sys/class/net/br1/mtu', '');
    const before = tree(host.root);
    host.check(shell, {
      QK_BRIDGES: 'br0 br1',
      QK_STORAGE_PATH: join(host.root, 'x', 'y'),
      QK_STORAGE_GIB: '1',
    });
    expect(tree(host.root)).toEqual(before);
  });
});
