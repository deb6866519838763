import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { machine, qemuPid, stack } from './support/hosts';
import { otherVersion } from './support/other-version';
import { ADDRESSES, Project, done } from './support/project';

jest.setTimeout(600_000);

const HOST = 1;

let project: Project;
let other: string;
let pid: string;
beforeAll(() => {
  project = new Project({ 'kvm.host.range': ADDRESSES[HOST - 1]! });
  done(project.quantumKvm('check'));
  done(project.deploy());
  pid = qemuPid(HOST);
  other = otherVersion('99.0.0-rc.1');
});
afterAll(() => {
  done(project.destroy());
  project.remove();
  rmSync(other, { recursive: true });
});

const stateText = () =>
  readFileSync(join(project.folder, 'state', `${stack(HOST)}.tfstate`), 'utf8');
const factsText = () => readFileSync(join(project.folder, 'hosts.lock.json'), 'utf8');

test('over what one version has deployed, another plans and deploys no changes, and so does the first again', () => {
  const before = [stateText(), factsText()];
  expect(done(project.quantumKvmOf(other, '--version')).output).toContain('99.0.0-rc.1');
  for (const version of [(...args: string[]) => project.quantumKvmOf(other, ...args), present]) {
    expect(done(version('plan')).output).toContain('no changes');
    expect(done(version('deploy', '--yes')).output).toContain('no changes');
    expect(done(version('status')).output).toContain('as configured');
    expect([stateText(), factsText()]).toEqual(before);
  }
  expect(qemuPid(HOST)).toBe(pid);
});

const present = (...args: string[]) => project.quantumKvm(...args);

test('plain cdktf finds the provider of the version that it is run with', () => {
  expect(done(project.cdktfOf(other, 'plan', stack(HOST))).output).toContain('No changes');
  expect(done(project.cdktf('plan', stack(HOST))).output).toContain('No changes');
});

test('what another version has changed, the first goes on with', () => {
  const range = { 'kvm.host.range': ADDRESSES[HOST - 1]! };
  project.configure({ ...range, 'kvm.cpu.percentage': '30' });
  expect(done(project.quantumKvmOf(other, 'deploy', '--yes')).output).toContain(machine(HOST));
  expect(done(present('plan')).output).toContain('no changes');
  project.configure(range);
  done(project.deploy());
  expect(done(project.quantumKvmOf(other, 'plan')).output).toContain('no changes');
  expect(qemuPid(HOST)).toBe(pid);
});

test('a plan that was reviewed before is not applied by another version', () => {
  project.configure({ 'kvm.host.range': ADDRESSES[HOST - 1]!, 'kvm.cpu.percentage': '30' });
  expect(present('plan', '--out', 'reviewed').status).toBe(3);
  const { status, output } = project.quantumKvmOf(other, 'deploy', '--yes', '--plan', 'reviewed');
  expect({ status, output }).toEqual({
    status: 1,
    output: expect.stringContaining('changed since the plan was reviewed: its configuration'),
  });
  expect(done(present('deploy', '--yes', '--plan', 'reviewed')).output).toContain('1 done');
});
