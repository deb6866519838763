import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic, ONLINE, prints, RESTART } from '../../fleet/support/fake-terraform';
import { ADDRESSES, FleetProject, resource } from '../fleet-project';
import { quantumKvm } from '../terminal';

const [FIRST, SECOND, THIRD] = ADDRESSES;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
});
afterEach(() => project.remove());

test('hosts that are as they should be are exit code 0', async () => {
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(0);
  expect(stdout).toContain('hosts: 3 unchanged\n');
});

test('differences are exit code 3, and nothing is applied', async () => {
  project.terraform.finds([RESTART]);
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(3);
  expect(stdout).toMatch(
    /^Changes on 3 hosts: 127\.0\.12\.1:127\.0\.12\.3\nLines are of \S+\.xml\n[^]*^! {2}memory 128 → 192 GiB {2}restart {6}line 7 kvm\.memory\.size\.gb/m,
  );
  expect(stdout).toMatch(/\nto apply the changes:\n {2}quantum-kvm deploy\n$/);
  expect(project.terraform.calls('apply')).toEqual([]);
});

test('a host that fails is exit code 1, whatever the others would change', async () => {
  project.terraform.finds([ONLINE]);
  const error = prints(diagnostic('error', 'refused'));
  project.terraform.does('plan', `${error}; exit 1`, 'host-127-0-12-2');
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    new RegExp(`${SECOND}: refused\n {2}log: logs/.*/host-127-0-12-2\\.log\n`),
  );
  expect(stdout).toContain('2 planned, 1 failed');
});

test('a host whose facts stand against its VM fails, and the others are planned', async () => {
  project.check(ADDRESSES, { [SECOND]: { architecture: 'aarch64' } });
  const { exitCode, stdout, stderr } = await quantumKvm('plan');
  expect(exitCode).toBe(1);
  expect(stdout).toContain(`${SECOND}: `);
  expect(stdout.split('the host is aarch64')).toHaveLength(2);
  expect(stderr).not.toContain('the host is aarch64');
  expect(stdout).toContain('hosts: 2 unchanged');
});

test('hosts that were never checked fail, and the others are planned', async () => {
  project.check([FIRST]);
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('run quantum-kvm check');
  expect(stdout).toContain('hosts: 1 unchanged, 2 failed\n');
});

test('only the hosts that were chosen are planned', async () => {
  await quantumKvm('plan', '--hosts', `${SECOND},${THIRD}`, '--parallel', '1');
  expect(project.terraform.calls('plan').map((call) => call.split(' ')[0])).toEqual([
    'host-127-0-12-2',
    'host-127-0-12-3',
  ]);
});

test('a host outside of the configuration is exit code 2, and none is planned', async () => {
  const { exitCode, stderr } = await quantumKvm('plan', '--hosts', '127.0.12.9');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--hosts names 127.0.12.9, not in kvm.host.range');
  expect(project.terraform.calls()).toEqual([]);
});

test.each([
  ['none that answers', 'exit 1', /does not answer "version -json" as Terraform does: exit code 1/],
  ['one that is too old', prints({ terraform_version: '1.9.8' }), /is version 1\.9\.8, needed is/],
])('a Terraform, but %s, is exit code 2', async (_, version, said) => {
  project.terraform.does('version', version);
  const { exitCode, stderr } = await quantumKvm('plan');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(said);
  expect(stderr).toContain('install Terraform or OpenTofu');
});

test('neither Terraform nor OpenTofu is exit code 2, in one sentence', async () => {
  delete process.env.TERRAFORM_BINARY_NAME;
  const { PATH } = process.env;
  process.env.PATH = project.folder;
  const { exitCode, stderr } = await quantumKvm('plan');
  process.env.PATH = PATH;
  expect(exitCode).toBe(2);
  expect(stderr).toBe(
    'quantum-kvm: neither terraform nor tofu is a program in PATH; install Terraform or OpenTofu 1.10 or newer, or name it in TERRAFORM_BINARY_NAME\n',
  );
});

test('what is left over is told', async () => {
  project.configure([FIRST]);
  project.holds(SECOND, [resource('libvirt_domain', { name: 'vm022' })]);
  const { stdout } = await quantumKvm('plan');
  expect(stdout).toContain(`  ${SECOND}: 1 resource in state/host-127-0-12-2.tfstate\n`);
});

test('--json ends with the plan as one document', async () => {
  project.terraform.finds([ONLINE], 'host-127-0-12-1');
  const { stdout } = await quantumKvm('plan', '--json');
  const documents = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(documents.at(-1)).toMatchObject({
    type: 'plan',
    version: 1,
    totals: { hosts: 3, planned: 1, unchanged: 2, notPlanned: 0, notChosen: 0, leftOver: 0 },
    rows: [{ hosts: [FIRST], change: 'autostart true → false', consequence: 'online' }],
    hosts: [
      { address: FIRST, vm: 'vm021', outcome: 'planned', changes: 1 },
      { address: SECOND, outcome: 'no changes' },
      { address: THIRD, outcome: 'no changes' },
    ],
    leftOvers: [],
  });
  expect(documents[0]).toMatchObject({ type: 'phase', phase: 'connect' });
});

test('--out keeps the plans of the hosts that change, and none is left elsewhere', async () => {
  project.terraform.finds([ONLINE], 'host-127-0-12-2');
  await quantumKvm('plan', '--out', 'reviewed');
  expect(readdirSync('reviewed')).toContain('host-127-0-12-2.tfplan');
  expect(existsSync(join('reviewed', 'plan.json'))).toBe(true);
});

test('plans are not kept where others can change them, and no host is planned', async () => {
  mkdirSync('open');
  chmodSync('open', 0o777);
  const { exitCode, stderr } = await quantumKvm('plan', '--out', 'open/reviewed');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('/open can be written by others than its owner (mode 0777)');
  expect(stderr).toContain('or name another --out');
  expect(project.terraform.calls('plan')).toEqual([]);
});

test('plans are not kept among others', async () => {
  await quantumKvm('plan', '--out', 'reviewed');
  const { exitCode, stderr } = await quantumKvm('plan', '--out', 'reviewed');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--out reviewed holds plans already');
});
