import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ran } from '../lab/support/command';
import { interfaces, NETWORK, OwnLab } from './support/own-lab';

jest.setTimeout(60_000);

const HOSTS = [1, 2, 3];
const BRIDGES = ['br0', 'br1', 'br2'];
const VM = `
<domain type="qemu">
  <name>vm</name><memory unit="MiB">128</memory><vcpu>1</vcpu>
  <cputune><period>100000</period><quota>40000</quota></cputune>
  <os><type machine="q35">hvm</type></os>
  <devices>
    <disk type="file"><driver name="qemu" type="raw" cache="none" io="native"/>
      <source file="/var/lib/libvirt/images/vm.raw"/><target dev="vda" bus="virtio"/></disk>
    <interface type="network"><source network="quantum-br0"/><model type="virtio"/></interface>
    <graphics type="vnc" port="5951"/><video><model type="vga"/></video>
  </devices>
</domain>`;
const START_VM = `
  cat >/root/net.xml <<END
<network><name>quantum-br0</name><forward mode="bridge"/><bridge name="br0"/></network>
END
  cat >/root/vm.xml <<END
${VM}
END
  virsh -q net-define /root/net.xml && virsh -q net-start quantum-br0
  truncate -s 1M /var/lib/libvirt/images/vm.raw
  virsh -q define /root/vm.xml && virsh -q start vm`;

test('where namespaces are forbidden it is said at once, and nothing is made', () => {
  const run = join(tmpdir(), `lab-forbidden-${process.pid}`);
  const lab = join(__dirname, '..', '..', 'lab', 'lab');
  const begun = performance.now();
  const { status, stderr } = ran('setpriv', ['--bounding-set=-sys_admin', lab, 'up'], {
    env: { ...process.env, LAB_RUN: run },
  });
  expect(status).toBe(1);
  expect(stderr).toMatch(
    /^lab: this machine lets not even root make namespaces .*Operation not permitted\): run the lab on/,
  );
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(existsSync(run)).toBe(false);
});
/** Version 1 of cgroups can keep a host from devices. */
const CLOSES_DEVICES = existsSync('/sys/fs/cgroup/devices');

/** `254 0`: the block devices that the machine's file systems stand on. */
function machineDisks(): string[] {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').trim().split('\n');
  const numbers = mounts.map((line) => line.split(' ')[2] ?? '');
  return [...new Set(numbers)]
    .filter((number) => !number.startsWith('0:'))
    .map((number) => number.replace(':', ' '));
}

describe('a lab', () => {
  const before = interfaces();
  let lab: OwnLab;

  beforeAll(() => {
    lab = new OwnLab(131);
    lab.up(HOSTS.length);
    lab.sh(1, `mkdir -m 700 .ssh && echo '${publicKey(lab)}' >.ssh/authorized_keys`);
  });
  afterAll(() => lab.remove());

  test.each(HOSTS)('lets root in by password, host %i', (host) => {
    expect(lab.sshByPassword(host, 'hostname; id -u')).toBe(`kvm${host}\n0\n`);
  });

  test('tells the host keys as a known_hosts file has them', () => {
    const lines = HOSTS.map((host) => `[${lab.address(host)}]:2222 ${lab.hostKey(host)}\n`);
    expect(lab.lab('known-hosts')).toBe(lines.join(''));
  });

  test('lets root in by key, on the one host that has it', () => {
    expect(lab.sshByKey(1, 'hostname')).toMatchObject({ status: 0, stdout: 'kvm1\n' });
    expect(lab.sshByKey(2, 'hostname').stderr).toContain('Permission denied');
  });

  test('has no way to a disk of the machine, and none to its memory by a device that is not there', () => {
    expect(lab.sh(1, 'find /dev -type b')).toBe('');
    expect(
      lab.sh(1, 'dd if=/dev/zero of=/dev/sdz bs=1M count=2 2>&1 || true; rm /dev/sdz'),
    ).toContain('No space left on device');
    for (const number of CLOSES_DEVICES ? machineDisks() : []) {
      const made = lab.sh(1, `mknod /dev/other b ${number} 2>&1 || true; rm -f /dev/other`);
      expect(made).toContain('Operation not permitted');
    }
  });

  test('bears many SSH sessions at once', async () => {
    expect(await lab.sshAtOnce(1, 30)).toBe(30);
  });

  test('gives each host bridges with carrier', () => {
    const links = JSON.parse(lab.sh(2, 'ip -j link show type bridge'));
    expect(links).toEqual(
      BRIDGES.map((name) => expect.objectContaining({ ifname: name, operstate: 'UP' })),
    );
    expect(lab.sh(2, 'cd /sys/class/net && ls -d br?').trim().split('\n')).toEqual(BRIDGES);
  });

  test('shares no identity and no file between hosts', () => {
    const ids = HOSTS.map((host) => lab.sh(host, 'cat /etc/machine-id'));
    expect(new Set([...ids, readFileSync('/etc/machine-id', 'utf8')]).size).toBe(4);
    lab.sh(1, 'touch /root/own /tmp/own /etc/own /run/own /var/lib/libvirt/images/own');
    expect(lab.sh(2, 'ls /root /tmp /etc /run /var/lib/libvirt/images')).not.toMatch(/^own$/m);
  });

  test('serves O_DIRECT where the disks are', () => {
    lab.sh(1, 'dd if=/dev/zero of=/var/lib/libvirt/images/direct oflag=direct bs=4k count=1');
  });

  test('keeps the libvirt that an SSH session started, for virsh over SSH', () => {
    expect(lab.status()[0]).toMatchObject({ state: 'up', sshd: 'up', libvirtd: 'down' });
    lab.sshByPassword(1, 'virtlogd -d; libvirtd -d');
    expect(lab.status()[0]).toMatchObject({ libvirtd: 'up', machines: [] });
    expect(lab.virshOverSsh(1, 'hostname')).toBe('kvm1\n');
  });

  test('runs VMs of one name on two hosts, each with a real quota', () => {
    lab.up(HOSTS.length, '--libvirt');
    for (const host of [1, 2]) {
      lab.sh(host, START_VM);
      expect(lab.sh(host, 'virsh schedinfo vm')).toMatch(/vcpu_quota *: 40000/);
    }
    expect(lab.status().map(({ machines }) => machines)).toEqual([
      [{ name: 'vm', state: 'running' }],
      [{ name: 'vm', state: 'running' }],
      [],
    ]);
    expect(lab.vcpuQuotas()).toEqual(['40000', '40000']);
  });

  test('shows the screen of a VM', () => {
    const file = join(lab.folder, 'screen.png');
    lab.lab('screenshot', '1', 'vm', file);
    expect(readFileSync(file).toString('latin1', 1, 4)).toBe('PNG');
  });

  test('switches one host off and on again, with its files kept', () => {
    const [key, others] = [lab.hostKey(2), [lab.init(1), lab.init(3)]];
    lab.lab('stop', '2');
    expect(lab.status()[1]).toMatchObject({ state: 'down', sshd: 'down', libvirtd: 'down' });
    expect(lab.sshByKey(2, 'true').stderr).toContain('Connection refused');
    expect(lab.tryLab('shell', '2').stderr).toContain('host 2 is off: run lab/lab start 2');

    lab.lab('start', '2', '--libvirt');
    expect(lab.status()[1]).toMatchObject({ machines: [{ name: 'vm', state: 'shut off' }] });
    expect(lab.hostKey(2)).toBe(key);
    expect([lab.init(1), lab.init(3)]).toEqual(others);
  });

  test('stays as it is when it is made again, and can grow', () => {
    const inits = HOSTS.map((host) => lab.init(host));
    lab.up(HOSTS.length + 1);
    expect(HOSTS.map((host) => lab.init(host))).toEqual(inits);
    expect(lab.status().map(({ state }) => state)).toEqual(['up', 'up', 'up', 'up']);
  });

  test('starts hosts that died, and ends no process that a stale record names', () => {
    const bystander = spawn('sleep', ['60']);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    for (const [host, record] of [
      [1, `${boot} ${bystander.pid} 1`],
      [3, `another-boot ${bystander.pid} ${stat(bystander.pid)[19]}`],
    ] as const) {
      process.kill(Number(lab.init(host)), 'SIGKILL');
      lab.record(host, record);
    }
    lab.lab('stop', '1');
    lab.up(HOSTS.length);
    expect(lab.status().map(({ state }) => state)).toEqual(['up', 'up', 'up', 'up']);
    expect(lab.sshByKey(1, 'hostname').stdout).toBe('kvm1\n');
    expect(stat(bystander.pid)[0]).toBe('S');
    bystander.kill();
  });

  test.each([
    [['up', '--hosts', '17'], 2, "--hosts is '17': allowed is 1 to 16"],
    [['up', '--first', '192.168.1.1'], 2, "--first is '192.168.1.1': allowed is an address"],
    [['up', '--first', '127.0.12.31'], 1, `this lab begins at ${NETWORK}.12.131`],
    [['shell', '9'], 1, 'host 9 does not exist: allowed is 1 2 3'],
    [['screenshot', '1', 'nosuch', '/dev/null'], 1, 'no screenshot of nosuch on host 1'],
    [['dwon'], 2, "unknown command 'dwon'"],
  ])('refuses %p', (args, status, message) => {
    const refused = lab.tryLab(...args);
    expect(refused).toMatchObject({ status });
    expect(refused.stderr).toContain(message);
  });

  test('says so when an address is taken', () => {
    const second = new OwnLab(132);
    const { status, stderr } = second.tryLab('up', '--hosts', '1', '--first', second.address(1));
    expect(status).toBe(1);
    expect(stderr).toContain(`${NETWORK}.12.132 port 2222 is in use`);
    second.remove();
  });

  test('leaves nothing behind', () => {
    const inhabitants = HOSTS.flatMap((host) => lab.inhabitants(host));
    expect(lab.traces(4, inhabitants)).not.toEqual([]);
    lab.lab('down');
    expect(lab.traces(4, inhabitants)).toEqual([]);
    expect(interfaces()).toEqual(before);
    lab.lab('down');
  });
});

describe.each([20, 80, 200, 400, 700])('a lab whose making was killed after %i ms', (moment) => {
  let lab: OwnLab;
  beforeAll(() => {
    lab = new OwnLab(151);
  });
  afterAll(() => lab.remove());

  test('is completed by the next up', async () => {
    await lab.upKilledAfter(moment, 2);
    lab.up(2);
    expect(lab.status().map(({ state, sshd }) => [state, sshd])).toEqual([
      ['up', 'up'],
      ['up', 'up'],
    ]);
    expect(lab.sshByPassword(2, 'hostname')).toBe('kvm2\n');
    lab.lab('down');
    expect(lab.traces(2)).toEqual([]);
  });

  test('is removed by the next down', async () => {
    await lab.upKilledAfter(moment, 2);
    lab.lab('down');
    expect(lab.traces(2)).toEqual([]);
  });
});

function publicKey(lab: OwnLab): string {
  return readFileSync(`${lab.key}.pub`, 'utf8').trim();
}

/** The fields of /proc/PID/stat from the third on: state first, start time as the twentieth. */
function stat(pid: number | undefined): string[] {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}
