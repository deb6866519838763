import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FakedHost, SHELLS } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

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

  test.each([
    ['in a container', { 'run/systemd/container': 'lxc\n' }, '', 'FAIL', 'give the container'],
    [
      'switched off in the firmware',
      {},
      'kvm: disabled by bios',
      'FAIL',
      'Virtualization Technology',
    ],
    [
      'as newer kernels say',
      {},
      'kvm_intel: VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL on CPU 0',
      'FAIL',
      'firmware settings',
    ],
    ['with its module loaded', { 'sys/module/kvm_intel/version': '' }, '', 'FAIL', 'modprobe -r'],
    ['with its module not loaded', {}, '', 'WARN', 'modprobe kvm_intel'],
  ])('what keeps /dev/kvm away is told: %s', (_, files, dmesg, verdict, cure) => {
    for (const [path, content] of Object.entries(files)) host.write(path, content);
    const checked = host.without('dev/kvm').command('dmesg', `echo '${dmesg}'`).check(shell);
    expect(checked.verdicts('cpu.kvm')).toEqual([verdict]);
    expect(checked.told('cpu.kvm')).toContain(cure);
  });

  test('a virtual machine without nested virtualization is told what to ask its hypervisor for', () => {
    const checked = host.cpuinfo('hypervisor').check(shell);
    expect(checked.verdicts('cpu.virtualization')).toEqual(['FAIL']);
    expect(checked.told('cpu.virtualization')).toContain('nested=1');
  });

  test('which machine answered, and its clock, are told', () => {
    host.write('etc/machine-id', 'abc\n').write('proc/sys/kernel/random/boot_id', 'def\n');
    const checked = host.check(shell);
    expect(checked.facts('machine')).toEqual([['abc', 'def']]);
    expect(Number(checked.facts('clock')[0])).toBeCloseTo(Date.now() / 1000, -2);
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
    const checked = host.bare().check(shell);
    expect(checked.verdicts('host.packages')).toEqual(['FAIL']);
    expect(checked.verdicts('host.scp')).toEqual(['FAIL']);
    expect(checked.told('host.scp')).toContain('install openssh-client');
  });

  test.each([0o770, 0o720, 0o702])(
    'a home of mode %o, in which others can write, fails',
    (mode) => {
      host.command('getent', 'echo "$2:x:0:0::/home/me:/bin/sh"').write('home/me/x', '');
      chmodSync(join(host.root, 'home', 'me'), mode);
      expect(host.check(shell).verdicts('login.home')).toEqual(['FAIL']);
      expect(host.check(shell).told('login.home')).toContain('chmod go-w');
    },
  );

  test('the home of the login must be closed to other users', () => {
    host.command('getent', 'echo "$2:x:0:0::/home/me:/bin/sh"').write('home/me/x', '');
    chmodSync(join(host.root, 'home', 'me'), 0o755);
    expect(host.check(shell).verdicts('login.home')).toEqual(['FAIL']);
    chmodSync(join(host.root, 'home', 'me'), 0o750);
    expect(host.check(shell).verdicts('login.home')).toEqual(['PASS']);
  });

  test('it changes nothing: no file is written', () => {
    host.disk('sda', ['wwn-0x1']).machine('vm054', { ours: true, running: true });
    host.write('proc/sys/net/bridge/bridge-nf-call-iptables', '1\n');
    const before = tree(host.root);
    host.check(shell, {
      QK_BRIDGES: 'br0 br1',
      QK_MEMORY_GIB: '1',
      QK_VM_NAME: 'vm054',
      QK_VNC_PORT: '5954',
      QK_MACS: '02:00:00:00:00:01',
      QK_DATA_DISKS: '/dev/disk/by-id/wwn-0x1',
      QK_EXPECT_BLANK_DISKS: '/dev/disk/by-id/wwn-0x1',
      QK_STORAGE_PATH: join(host.root, 'x', 'y'),
      QK_STORAGE_GIB: '1',
      QK_MEDIA_MIB: '1',
    });
    expect(tree(host.root)).toEqual(before);
  });
});
