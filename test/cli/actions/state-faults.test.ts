import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stackId } from '../../../lib/machine/stack-id';
import { stateText } from '../../fixtures/state';
import { SAVE_STATE, prints } from '../../fleet/support/fake-terraform';
import { ADDRESSES, FleetProject } from '../fleet-project';
import { quantumKvm } from '../terminal';

const [FIRST, SECOND] = ADDRESSES;

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  project.check();
});
afterEach(() => project.remove());

function damaged(text: string, address: string = SECOND): void {
  mkdirSync(dirname(project.stateFile(address)), { recursive: true });
  writeFileSync(project.stateFile(address), text);
}

/** Where cdktf runs Terraform, and where a run has. */
const stack = (address: string) => join(project.folder, 'cdktf.out', 'stacks', stackId(address));
const runStack = (address: string) => {
  const folder = join(project.folder, '.quantum-kvm', stackId(address));
  return join(folder, readdirSync(folder)[0]!);
};

/** Of which hosts Terraform has heard. */
const reached = () => new Set(project.terraform.calls().map((call) => call.split(' ')[0]));

test.each([['plan'], ['deploy', '--yes'], ['destroy', '--yes'], ['prepare', '--yes']])(
  '%s: an empty state is the failure of its host, and no other; Terraform does not see it',
  async (...args) => {
    damaged('');
    const { exitCode, stdout } = await quantumKvm(...args);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/127\.0\.12\.2: .*tfstate: the state is empty \(0 bytes\); restore it/);
    expect(stdout).not.toMatch(/127\.0\.12\.[13]: .*state/);
    expect(reached()).toContain(stackId(FIRST));
    expect(reached()).not.toContain(stackId(SECOND));
    expect(readFileSync(project.stateFile(SECOND), 'utf8')).toBe('');
  },
);

test.each([['status'], ['adopt', '--yes']])('%s says so of the host as well', async (...args) => {
  damaged('<<<<<<< HEAD\n');
  const { exitCode, stdout, stderr } = await quantumKvm(...args, '--hosts', SECOND);
  expect(exitCode).toBe(1);
  expect(stdout + stderr).toContain('the state has the marks of a merge conflict (line 1)');
});

test('a state that a newer Terraform wrote fails at the one that is used', async () => {
  damaged(stateText([], { terraform_version: '1.99.0' }));
  const { exitCode, stdout } = await quantumKvm('destroy', '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('the state was written by version 1.99.0, and ');
  expect(reached()).not.toContain(stackId(SECOND));
});

test('a damaged state of a host out of the range is left over, as what it is', async () => {
  project.configure([FIRST]);
  damaged('{"version": 4,');
  const { stdout } = await quantumKvm('plan');
  expect(stdout).toMatch(/127\.0\.12\.2: the state is cut off: its JSON has no end in state\//);
});

test('a file that would change a stack is the failure of its host', async () => {
  await quantumKvm('plan', '--hosts', SECOND);
  project.terraform.forgetCalls();
  writeFileSync(join(runStack(SECOND), 'override.tf'), '');
  const { exitCode, stdout } = await quantumKvm('deploy', '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/127\.0\.12\.2: .*override\.tf would change what the stack means/);
  expect(reached()).not.toContain(stackId(SECOND));
  expect(reached()).toContain(stackId(FIRST));
});

describe.each([
  ['cdktf', stack],
  ['a run', (address: string) => join(project.folder, '.quantum-kvm', stackId(address), 'earlier')],
])('a state that the Terraform of %s could not write', (_, folderOf) => {
  const errored = () => join(folderOf(SECOND), 'errored.tfstate');
  const changes = [{ mode: 'managed', type: 'libvirt_domain', name: 'A' }];

  beforeEach(() => {
    damaged(stateText());
    mkdirSync(folderOf(SECOND), { recursive: true });
    writeFileSync(errored(), stateText(changes));
  });

  test('is named before anything runs, put back, and then planned with', async () => {
    const planned = await quantumKvm('plan');
    expect(planned.exitCode).toBe(1);
    expect(planned.stdout).toMatch(/127\.0\.12\.2: .*errored\.tfstate: Terraform could not write/);
    const restored = await quantumKvm('restore-state', '--yes');
    expect(restored.stderr).toMatch(/serial 3 with 0 resources → serial 3 with 1 resource/);
    expect(restored).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/is put back; the former is kept as state\/archive\//),
    });
    expect(readFileSync(project.stateFile(SECOND), 'utf8')).toBe(stateText(changes));
    expect(await quantumKvm('plan')).toMatchObject({ exitCode: 0 });
    expect(await quantumKvm('restore-state')).toMatchObject({
      exitCode: 0,
      stdout: 'there is no state that Terraform could not write\n',
    });
  });

  test('of another lineage is not put back', async () => {
    writeFileSync(errored(), stateText(changes, { lineage: 'another' }));
    const { exitCode, stderr } = await quantumKvm('restore-state', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('is of another lineage than');
    expect(readFileSync(project.stateFile(SECOND), 'utf8')).toBe(stateText());
  });

  test('is not put back without a yes', async () => {
    expect(await quantumKvm('restore-state')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('say --yes'),
    });
  });

  test('stands in the way of retire too', async () => {
    project.configure([FIRST]);
    const { exitCode, stderr } = await quantumKvm('retire', SECOND, '--yes', '--forget');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('quantum-kvm restore-state');
  });
});

test('a state that Terraform could only print is kept to be put back', async () => {
  project.terraform.finds([], stackId(SECOND));
  const printed = prints({ '@message': 'dump', state: JSON.parse(stateText()) as object });
  project.terraform.does(
    'apply',
    `: >errored.tfstate\n: >../../../state/$stack.tfstate\n${printed}\nexit 1`,
  );
  const { exitCode, stdout } = await quantumKvm('deploy', '--hosts', SECOND, '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('quantum-kvm restore-state');
  expect(await quantumKvm('restore-state', '--yes')).toMatchObject({ exitCode: 0 });
  expect(readFileSync(project.stateFile(SECOND), 'utf8')).toBe(stateText());
});

test('an apply that could not write its state fails with what is left to do', async () => {
  const one = ['--hosts', SECOND, '--yes'];
  project.terraform.finds([], stackId(SECOND));
  project.terraform.does('apply', `echo '${stateText()}' >errored.tfstate; ${SAVE_STATE}; exit 1`);
  const { exitCode, stdout } = await quantumKvm('deploy', ...one);
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /Terraform ended with exit code 1 and said nothing; .*errored\.tfstate: .*quantum-kvm restore-state/,
  );
});
