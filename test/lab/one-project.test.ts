import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { libvirtObjects, stack, state } from './support/hosts';
import { ADDRESSES, Project, Started, done } from './support/project';

jest.setTimeout(300_000);

const FAILED = 1;
const REFUSED = 2;
const DIFFERENCES = 3;
const HOST = 1;
const EMPTY = ['network default', 'pool default'];

let project: Project;
let elsewhere: string;
beforeAll(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  project = new Project({ 'kvm.host.range': ADDRESSES[HOST - 1]!, 'kvm.install.media': 'none' });
  done(project.quantumKvm('check'));
});
afterAll(() => {
  project.destroy();
  project.remove();
  rmSync(elsewhere, { recursive: true });
});

/** Until a run has the project for itself. */
async function untilHeld(run: Started): Promise<void> {
  const file = join(project.folder, '.quantum-kvm', 'run.lock');
  while (!existsSync(file) || statSync(file).size === 0) {
    if (run.hasEnded) throw new Error(run.output);
    await sleep(10);
  }
}

test('while a deployment runs another one is refused; when it is killed, the next one goes on at once', async () => {
  const deployment = project.startDeploy();
  await untilHeld(deployment);
  expect(project.deploy()).toMatchObject({
    status: FAILED,
    output: expect.stringMatching(/deploy was not begun: "deploy" of root on .* is running in /),
  });
  expect(deployment.hasEnded).toBe(false);
  await deployment.kill();
  const next = done(project.deploy());
  expect(next.output).toMatch(/^quantum-kvm: note: "deploy" of root .* ended without completing/m);
  expect(state(HOST)).toBe('running');
});

test('plan and status work beside a deployment', async () => {
  const deployment = project.startDeploy();
  await untilHeld(deployment);
  expect(project.quantumKvm('status').status).toBe(0);
  expect(project.quantumKvm('plan').status).toBe(0);
  expect(await deployment.ended).toBe(0);
});

test('state in another folder is named, and never no changes', () => {
  renameSync(join(project.folder, 'state'), join(elsewhere, 'state'));
  for (const command of [['plan'], ['destroy', '--yes'], ['deploy', '--yes']]) {
    const run = project.quantumKvmFrom(elsewhere, ...command);
    expect(run.status).toBe(REFUSED);
    expect(run.output).toContain(`${elsewhere}/state: error: it holds the state of ${stack(HOST)}`);
  }
  expect(state(HOST)).toBe('running');
  rmSync(join(project.folder, 'state'), { recursive: true, force: true });
  renameSync(join(elsewhere, 'state'), join(project.folder, 'state'));
});

test('a command from another folder works on the one project, and so does cdktf in it', () => {
  expect(done(project.quantumKvmFrom(elsewhere, 'plan')).output).toContain('1 unchanged');
  expect(done(project.cdktf('deploy', stack(HOST), '--auto-approve')).output).toMatch(/No changes/);
  project.configure({
    'kvm.host.range': ADDRESSES[HOST - 1]!,
    'kvm.install.media': 'none',
    'kvm.cpu.percentage': '39',
  });
  expect(project.quantumKvmFrom(elsewhere, 'plan').status).toBe(DIFFERENCES);
  done(project.quantumKvmFrom(elsewhere, 'destroy', '--yes'));
  expect(libvirtObjects(HOST)).toEqual(EMPTY);
  expect(readdirSync(elsewhere)).toEqual([]);
});
