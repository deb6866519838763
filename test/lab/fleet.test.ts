import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SavedPlan } from '../hostile/programs/saved-plan';
import { HOSTS, libvirtObjects, machine, qemuPid, schedule, stack, state } from './support/hosts';
import { ADDRESSES, Project, Run, done, lab, onHost } from './support/project';

jest.setTimeout(600_000);

const DONE = 0;
const FAILED = 1;
const REFUSED = 2;
const DIFFERENCES = 3;

let project: Project;

beforeAll(() => {
  project = new Project();
  done(project.quantumKvm('check'));
  for (const host of HOSTS)
    onHost(host, 'sh', '-c', 'virsh version || { virtlogd -d; libvirtd -d; }');
});
afterAll(() => {
  done(project.quantumKvm('destroy', '--yes'));
  expect(HOSTS.map((host) => libvirtObjects(host).filter((o) => /domain|qcow2/.test(o)))).toEqual([
    [],
    [],
    [],
  ]);
  project.remove();
});

const address = (host: number): string => ADDRESSES[host - 1]!;

/** The last line of a command that prints JSON, without what it tells on standard error. */
function document(run: Run) {
  const lines = run.output.split('\n').filter((line) => line.startsWith('{"type"'));
  return JSON.parse(lines.at(-1)!);
}

/** All that is in the log files. */
function logs(): string {
  const folder = join(project.folder, 'logs');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n');
}

test('before anything is deployed, status says that there are no VMs, and a command without --yes refuses', () => {
  const run = project.quantumKvm('deploy');
  expect(run.status).toBe(REFUSED);
  expect(run.output).toContain('say --yes');
  expect(HOSTS.map((host) => onHost(host, 'virsh', '-q', 'list', '--all').trim())).toEqual([
    '',
    '',
    '',
  ]);
});

test('preparation prepares, and makes no VM', () => {
  done(project.quantumKvm('prepare', '--yes'));
  expect(libvirtObjects(1).filter((object) => /domain|qcow2/.test(object))).toEqual([]);
  expect(project.quantumKvm('status').status).toBe(DIFFERENCES);
});

test('a host that is down fails alone and quickly; when it is back the same command completes it alone', () => {
  lab('stop', '3');
  const run = project.quantumKvm('deploy', '--yes');
  expect(run.status).toBe(FAILED);
  expect(run.output).toContain(
    `${address(3)}: port 2222 cannot be reached by SSH: connection refused`,
  );
  expect([1, 2].map(state)).toEqual(['running', 'running']);
  lab('start', '3', '--libvirt');
  const pids = [1, 2].map(qemuPid);
  const { hosts } = document(project.quantumKvm('deploy', '--yes', '--json'));
  expect(hosts.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
    'no changes',
    'no changes',
    'done',
  ]);
  expect([1, 2].map(qemuPid)).toEqual(pids);
  expect(project.quantumKvm('plan').status).toBe(DONE);
  expect(project.quantumKvm('status').status).toBe(DONE);
});

test('cdktf and the runner share the state', () => {
  expect(project.changes(stack(1))).toEqual([]);
  expect(done(project.cdktf('deploy', stack(1), '--auto-approve')).output).toMatch(/No changes/);
  expect(project.quantumKvm('plan').status).toBe(DONE);
});

test('a change by hand is shown by status and plan, on its host alone', () => {
  onHost(2, 'virsh', 'schedinfo', machine(2), '--set', 'vcpu_quota=30000', '--live', '--config');
  const status = document(project.quantumKvm('status', '--json'));
  expect(status).toMatchObject({
    verdict: 'differs',
    hosts: [
      { verdict: 'as planned', differences: [] },
      {
        verdict: 'differs',
        differences: [
          {
            id: 'vm.cpu.quota',
            property: 'kvm.cpu.percentage',
            expected: 80000,
            actual: 30000,
            unit: 'µs per vCPU',
          },
        ],
      },
      { verdict: 'as planned', differences: [] },
    ],
  });
  const { rows } = document(project.quantumKvm('plan', '--json'));
  expect(rows).toMatchObject([
    { hosts: [address(2)], change: 'CPU quota per vCPU 30 % → 80 %', consequence: 'online' },
  ]);
});

test('equal changes are one row that names its line, and only what was chosen is changed', () => {
  project.configure({ 'kvm.cpu.percentage': '45' });
  const { rows } = document(project.quantumKvm('plan', '--json'));
  expect(rows).toContainEqual({
    hosts: [address(1), address(3)],
    change: 'CPU quota per vCPU 80 % → 90 %',
    consequence: 'online',
    property: 'kvm.cpu.percentage',
    place: expect.stringMatching(/quantum_server_config\.xml:\d+$/),
  });
  const pid = qemuPid(1);
  done(project.quantumKvm('deploy', '--yes', '--hosts', address(1)));
  expect(schedule(1).vcpu_quota).toBe(90000);
  expect(qemuPid(1)).toBe(pid);
  expect(schedule(3).vcpu_quota).toBe(80000);
});

test('a restart that was not allowed is refused before anything is applied', () => {
  project.configure({ 'kvm.cpu.percentage': '45', 'kvm.memory.size.gb': '2' });
  const run = project.quantumKvm('deploy', '--yes');
  expect(run.status).toBe(REFUSED);
  expect(run.output).toContain('add --allow restart');
  expect(schedule(3).vcpu_quota).toBe(80000);
});

test('another name for the VM would give up the disk, and says so', () => {
  project.configure({ 'kvm.prefix.string': 'other' });
  const run = project.quantumKvm('deploy', '--yes', '--allow', 'restart');
  expect(run.status).toBe(REFUSED);
  expect(run.output).toContain('add --allow reinstall');
  expect(run.output).toContain('add --allow data-loss');
});

test('reviewed plans are applied as they are, and not on a host where something has moved', () => {
  project.configure({ 'kvm.cpu.percentage': '42' });
  expect(project.quantumKvm('plan', '--out', 'reviewed').status).toBe(DIFFERENCES);
  project.configure({ 'kvm.cpu.percentage': '43' });
  const moved = project.quantumKvm('deploy', '--yes', '--plan', 'reviewed');
  expect(moved.status).toBe(FAILED);
  expect(moved.output).toContain(
    'not applied: changed since the plan was reviewed: its configuration;',
  );
  expect(moved.output).toContain('hosts: 3 failed');
  project.configure({ 'kvm.cpu.percentage': '42' });
  done(project.quantumKvm('deploy', '--yes', '--plan', 'reviewed'));
  expect(HOSTS.map((host) => schedule(host).vcpu_quota)).toEqual([84000, 84000, 84000]);
  const again = project.quantumKvm('deploy', '--yes', '--plan', 'reviewed');
  expect(again.status).toBe(FAILED);
  expect(again.output).toContain('changed since the plan was reviewed: its state;');
});

test('a plan that was put among the reviewed ones to destroy a VM destroys nothing', () => {
  project.configure({ 'kvm.cpu.percentage': '43' });
  expect(project.quantumKvm('plan', '--out', 'swapped').status).toBe(DIFFERENCES);
  done(project.terraform(stack(1), ['plan', '-destroy', '-input=false', '-out=destroy.tfplan']));
  const file = join(project.stackFolder(stack(1)), 'destroy.tfplan');
  const hostile = new SavedPlan(join(project.folder, 'swapped'));
  hostile.swapWithRecord(address(1), stack(1), readFileSync(file));
  const allowed = ['--allow', 'restart,reinstall,data-loss'];
  const run = project.quantumKvm('deploy', '--yes', ...allowed, '--plan', 'swapped');
  expect(run.status).toBe(FAILED);
  expect(run.output).toContain('would be changed otherwise than in the plan that was reviewed');
  expect(state(1)).toBe('running');
  expect(HOSTS.map((host) => schedule(host).vcpu_quota)).toEqual([84000, 86000, 86000]);
  project.configure({ 'kvm.cpu.percentage': '42' });
  done(project.quantumKvm('deploy', '--yes'));
});

test('a host out of the range is told as left over, and not touched', () => {
  project.configure({
    'kvm.cpu.percentage': '42',
    'kvm.host.range': [1, 2].map(address).join(','),
  });
  const run = project.quantumKvm('plan');
  expect(run.status).toBe(DONE);
  expect(run.output).toContain(`${address(3)}: 8 resources in state/${stack(3)}.tfstate`);
  expect(state(3)).toBe('running');
  expect(project.quantumKvm('plan', '--hosts', address(3)).status).toBe(REFUSED);
});

test('an interrupted run ends what it does, names what it did not begin, and is completed by the same command', async () => {
  project.configure({ 'kvm.cpu.percentage': '41' });
  const program = resolve(__dirname, '..', '..', 'dist', 'cli', 'quantum-kvm.js');
  const args = [program, 'deploy', '--yes', '--parallel', '1', '--json'];
  const run = spawn('node', args, { cwd: project.folder, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  run.stdout.on('data', (data: Buffer) => {
    const begun = output.includes('"phase":"apply"');
    output += data.toString();
    if (!begun && output.includes('"phase":"apply"')) run.kill('SIGINT');
  });
  expect(await once(run, 'close')).toEqual([FAILED, null]);
  const outcomes = document({ status: null, output }).hosts.map(
    (h: { outcome: string }) => h.outcome,
  );
  expect(outcomes).toEqual(['done', 'not started', 'not started']);
  done(project.quantumKvm('deploy', '--yes'));
  expect(project.quantumKvm('plan').status).toBe(DONE);
});

test('a runner that is killed takes no Terraform with it: the state is whole', async () => {
  project.configure({ 'kvm.cpu.percentage': '44' });
  const program = resolve(__dirname, '..', '..', 'dist', 'cli', 'quantum-kvm.js');
  const run = spawn('node', [program, 'deploy', '--yes', '--json'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  run.stdout.on('data', (data: Buffer) => {
    if (/"phase":"apply"/.test(data.toString())) run.kill('SIGKILL');
  });
  await once(run, 'close');
  done(project.quantumKvm('deploy', '--yes'));
  expect(HOSTS.map((host) => schedule(host).vcpu_quota)).toEqual([88000, 88000, 88000]);
});

test('nothing that was written holds the password', () => {
  expect(existsSync(join(project.folder, 'logs'))).toBe(true);
  expect(logs()).not.toMatch(/name space/);
});
