import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { libvirtObjects, machine, qemuPid, stack, state } from './support/hosts';
import { ADDRESSES, Project, done, lab, onHost } from './support/project';

jest.setTimeout(300_000);

const [FIRST, SECOND] = ADDRESSES as [string, string];
const DISK = `/var/lib/libvirt/images/${machine(2)}.qcow2`;
const REFUSED = 2;

let project: Project;
let stateFile: string;

beforeAll(() => {
  project = new Project({ 'kvm.host.range': `${FIRST},${SECOND}` });
  stateFile = join(project.folder, 'state', `${stack(2)}.tfstate`);
  done(project.quantumKvm('check'));
});
afterAll(() => project.remove());

/** What the system disk holds, while no guest writes to it. */
function contents(): string {
  return onHost(2, 'md5sum', DISK);
}

test('destroy --keep-disks leaves the system disk with its data, and the next deploy boots it', () => {
  done(project.quantumKvm('deploy', '--yes', '--hosts', SECOND));
  onHost(2, 'virsh', 'destroy', machine(2));
  onHost(2, 'qemu-io', '-f', 'qcow2', '-c', 'write -P 0x5a 1M 1M', DISK);
  const before = contents();

  const run = done(project.quantumKvm('destroy', '--yes', '--keep-disks', '--hosts', SECOND));
  expect(run.output).toMatch(
    /VM shut down, its power cut after \d+ s, and removed; its disks stay/,
  );
  expect(libvirtObjects(2)).toEqual([
    'network default',
    'pool default',
    `volume ${machine(2)}.qcow2`,
  ]);
  done(project.quantumKvm('destroy', '--yes', '--keep-disks', '--hosts', SECOND));
  expect(contents()).toBe(before);

  done(project.quantumKvm('deploy', '--yes', '--hosts', SECOND));
  expect(state(2)).toBe('running');
  expect(onHost(2, 'virsh', 'domblklist', machine(2))).toContain(DISK);
  expect(onHost(2, 'qemu-io', '-rUf', 'qcow2', '-c', 'read -P 0x5a 1M 1M', DISK)).not.toMatch(
    /verification failed/,
  );
});

test('a host in the range is not retired', () => {
  const run = project.quantumKvm('retire', SECOND, '--yes');
  expect(run.status).toBe(REFUSED);
  expect(run.output).toContain(`${SECOND} is in kvm.host.range`);
});

test('a workspace in the environment is no other state: the VM is seen, and cdktf is refused', () => {
  const elsewhere = { TF_WORKSPACE: 'prod', TF_CLI_ARGS_plan: '-target=null_resource.none' };
  const run = project.quantumKvmAmong(elsewhere, 'plan', '--hosts', SECOND);
  expect(done(run).output).toContain('without what would change its meaning in the environment');
  expect(project.synthesize(elsewhere)).toMatchObject({
    status: REFUSED,
    output: expect.stringContaining('unset TF_CLI_ARGS_plan TF_WORKSPACE'),
  });
});

test('over an empty state nothing is done and nothing is taken for gone; restored, the VM is known again', () => {
  const pid = qemuPid(2);
  const state = readFileSync(stateFile);
  writeFileSync(stateFile, '');
  for (const command of ['destroy', 'deploy']) {
    const run = project.quantumKvm(command, '--yes', '--hosts', SECOND);
    expect(run.status).toBe(1);
    expect(run.output).toContain(`${stateFile}: the state is empty (0 bytes)`);
  }
  expect(readFileSync(stateFile, 'utf8')).toBe('');
  writeFileSync(stateFile, state);
  expect(done(project.quantumKvm('plan', '--hosts', SECOND)).output).toContain('no changes');
  expect(qemuPid(2)).toBe(pid);
});

test('a host taken out of the range is torn down by retire, after a fresh clone too, and is then forgotten', () => {
  project.configure({ 'kvm.host.range': FIRST });
  rmSync(join(project.folder, '.quantum-kvm', stack(2)), { recursive: true });
  const run = project.quantumKvm('retire', SECOND, '--yes');
  expect(done(run).output).toMatch(/system disk removed, with everything on it .*data loss/);
  expect(libvirtObjects(2)).toEqual(['network default', 'pool default']);
  expect(project.quantumKvm('plan').output).not.toContain('Left over');
  expect(done(project.quantumKvm('retire', SECOND, '--yes')).output).toContain('nothing');
});

test('a machine that is gone is forgotten without being asked: its state is put away, and what it held is told', () => {
  project.configure({ 'kvm.host.range': `${FIRST},${SECOND}` });
  done(project.quantumKvm('deploy', '--yes', '--hosts', SECOND));
  project.configure({ 'kvm.host.range': FIRST });
  lab('stop', '2');
  const refused = project.quantumKvm('retire', SECOND, '--yes');
  expect(refused.status).toBe(1);
  expect(refused.output).toContain('--forget');
  const run = done(project.quantumKvm('retire', SECOND, '--yes', '--forget'));
  expect(run.output).toContain(`VM ${machine(2)}, `);
  expect(run.output).toContain(`volume default/${machine(2)}.qcow2`);
  expect(existsSync(stateFile)).toBe(false);
  expect(project.quantumKvm('plan').output).not.toContain('Left over');
});

test('a forgotten machine that comes back is managed again with its state', () => {
  const archive = join(project.folder, 'state', 'archive');
  const [archived] = readdirSync(archive).sort().reverse();
  expect(archived).toMatch(new RegExp(`^\\d{8}T\\d+Z-${stack(2)}\\.tfstate`));
  copyFileSync(join(archive, archived!.replace(/\.backup$/, '')), stateFile);
  lab('start', '2', '--libvirt');
  project.configure({ 'kvm.host.range': `${FIRST},${SECOND}` });
  done(project.quantumKvm('destroy', '--yes', '--hosts', SECOND));
  expect(libvirtObjects(2)).toEqual(['network default', 'pool default']);
});
