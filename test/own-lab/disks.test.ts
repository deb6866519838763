import { join } from 'node:path';
import { OwnLab } from './support/own-lab';
import { done, Project, Run } from '../lab/support/project';

jest.setTimeout(900_000);

const lab = new OwnLab(61, 22);
const VM = 'vm081';
const OWN = 'wwn-0x5000c500a1b2c301';
const FOREIGN = 'ata-FOREIGN_ZX900017';
const PATH = `/dev/disk/by-id/${OWN}`;

const of = (more: Record<string, string | null> = {}) => ({
  'kvm.host.range': `${lab.address(1)},${lab.address(2)}`,
  'kvm.install.media': join(lab.run, 'install.iso'),
  'kvm.data.disks': 'blank',
  'kvm.network.number': '1',
  'kvm.bridge.index2.name': null,
  ...more,
});
let project: Project;
let checksum: string;

beforeAll(() => {
  lab.up(2);
  for (const host of ['1', '2']) lab.lab('disk', host, 'add', OWN, '64M');
  lab.lab('disk', '1', 'add', FOREIGN, '64M', '--with-filesystem');
  checksum = sumOf(FOREIGN);
  project = new Project(of(), () => lab.lab('known-hosts'));
  done(project.quantumKvm('check'));
  done(project.deploy());
});
afterAll(() => {
  project.remove();
  lab.remove();
});

const sumOf = (name: string): string => lab.sh(1, `sha256sum </dev/disk/by-id/${name}`);
const deviceOf = (name: string): string => lab.sh(1, `readlink -f /dev/disk/by-id/${name}`).trim();
const state = (host: number): string =>
  lab.sh(host, `virsh -q domstate ${VM.replace('81', `8${host}`)}`).trim();

const nics = (host: number): number =>
  lab
    .sh(host, `virsh -q domiflist ${VM.replace('81', `8${host}`)}`)
    .trim()
    .split('\n').length;

/** Which block devices the VM's QEMU has open. */
const opened = (): string =>
  lab
    .sh(
      1,
      `ls -l /proc/$(cat /run/libvirt/qemu/${VM}.pid)/fd 2>/dev/null | grep -o '/dev/sd.*' || true`,
    )
    .trim();

interface Finding {
  readonly id: string;
  readonly verdict: string;
  readonly message: string;
}

/** What `quantum-kvm check --json` says of host 1, as to which disks there are. */
function told(run: Run): Finding[] {
  const json = run.output.slice(run.output.indexOf('{'), run.output.lastIndexOf('}') + 1);
  const checks: Finding[] = JSON.parse(json).hosts[0].checks;
  return checks.filter(({ id, verdict }) => id === 'disk.identity' && verdict === 'fail');
}

test('the VM has the disk that was recorded by serial number, WWN and size', () => {
  expect(opened()).toBe(deviceOf(OWN));
  expect(lab.sh(1, 'cat /etc/quantum-kvm/given')).toMatch(
    new RegExp(
      `^${VM} ${PATH} serial=LAB[0-9a-f]{12},wwn=naa\\.5000c500a1b2c301,bytes=67108864$`,
      'm',
    ),
  );
});

describe('when its link leads to a foreign disk with a file system', () => {
  let own: string;
  beforeAll(() => {
    own = deviceOf(OWN);
    lab.sh(1, `ln -sfn ${deviceOf(FOREIGN)} ${PATH}`);
  });
  afterAll(() => {
    expect(sumOf(FOREIGN)).toBe(checksum);
    lab.sh(1, `ln -sfn ${own} ${PATH}`);
  });

  test('check fails for that host, and records nothing of the foreign disk', () => {
    const run = project.quantumKvm('check', '--json');
    expect(run.status).toBe(1);
    expect(told(run)[0]?.message).toMatch(
      /another disk than hosts.lock.json records: serial number ZX900017 instead of LAB/,
    );
    expect(done(project.quantumKvm('status', '--hosts', lab.address(2))).output).not.toContain(
      'ZX9',
    );
  });

  test('a deployment applies nothing there, and is done on the other host', () => {
    project.configure(of({ 'kvm.network.number': '2', 'kvm.bridge.index2.name': 'br2' }));
    const run = project.deploy();
    expect(run.status).toBe(1);
    expect(run.output).toMatch(/leads to sd., another disk than hosts.lock.json records/);
    expect(nics(1)).toBe(2);
    expect(nics(2)).toBe(3);
    expect(opened()).toBe(own);
  });

  test('virsh does not start the VM', () => {
    lab.sh(1, `virsh -q destroy ${VM}`);
    const started = lab.sh(1, `virsh start ${VM} 2>&1 || true`);
    expect(started).toMatch(
      /vm081 is not started: data disk .* leads to sd., another disk than it was given/,
    );
    expect(state(1)).toBe('shut off');
  });
});

test('with the link put right the VM starts, with its own disk', () => {
  done(project.deploy());
  expect(state(1)).toBe('running');
  expect(opened()).toBe(deviceOf(OWN));
});

test('the provider starts no VM with a foreign disk, though nothing of the preparation is to do', () => {
  const own = deviceOf(OWN);
  lab.sh(1, `virsh -q destroy ${VM}; ln -sfn ${deviceOf(FOREIGN)} ${PATH}`);
  const run = project.deploy();
  lab.sh(1, `ln -sfn ${own} ${PATH}`);
  expect(run.status).toBe(1);
  expect(run.output).not.toContain('prepare the host');
  expect(run.output).toMatch(/another disk than .*: serial number ZX900017 instead of LAB/);
  expect(state(1)).toBe('shut off');
  expect(sumOf(FOREIGN)).toBe(checksum);
  done(project.deploy());
});

test('another disk of the same size in its place is refused, until it is accepted as what it is', () => {
  lab.sh(1, `virsh -q destroy ${VM}`);
  lab.lab('disk', '1', 'remove', OWN);
  lab.lab('disk', '1', 'add', OWN, '64M', '--serial', 'ZX900099');
  expect(told(project.quantumKvm('check', '--json'))[0]?.message).toMatch(
    /serial number ZX900099 instead of/,
  );
  expect(project.deploy().status).toBe(1);
  expect(state(1)).toBe('shut off');
  done(project.quantumKvm('check', '--accept-new-facts', lab.address(1)));
  done(project.deploy());
  expect(opened()).toBe(deviceOf(OWN));
});

test('a guest is not shut down for a restart that its disk would keep it from', () => {
  const own = deviceOf(OWN);
  lab.sh(1, `ln -sfn ${deviceOf(FOREIGN)} ${PATH}`);
  const bridges = { 'kvm.network.number': '2', 'kvm.bridge.index2.name': 'br2' };
  project.configure(of({ ...bridges, 'kvm.vnc.listen': '127.0.0.2' }));
  const run = project.deploy('--allow', 'restart');
  lab.sh(1, `ln -sfn ${own} ${PATH}`);
  expect(run.output).toMatch(/not restarted: vm081 is not started: data disk .* another disk/);
  expect(opened()).toBe(own);
});
