import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOSTS, libvirtObjects, stack, state } from './hosts';
import { lab, Project } from './project';

jest.setTimeout(900_000);

let project: Project;

beforeAll(() => {
  project = new Project();
  expect(project.quantumKvm('check')).toMatchObject({ status: 0 });
});
afterAll(() => {
  expect(project.destroy()).toMatchObject({ status: 0 });
  project.remove();
});

test('with one host stopped the others end complete; when it is back the same command completes it', () => {
  lab('stop', '3');
  expect(project.deploy().status).not.toBe(0);
  expect([1, 2].map(state)).toEqual(['running', 'running']);
  for (const host of [1, 2]) expect(project.changes(stack(host))).toEqual([]);
  lab('start', '3');
  expect(project.deploy()).toMatchObject({ status: 0 });
  expect(HOSTS.map(state)).toEqual(['running', 'running', 'running']);
  expect(project.destroy()).toMatchObject({ status: 0 });
});

/** Ends cdktf, Terraform and the providers at once, as a dying deployment node would. */
async function killedDeployment(afterMs: number): Promise<void> {
  const deployment = project.startCdktf('deploy', '*', '--auto-approve');
  const ended = once(deployment, 'exit');
  await Promise.race([sleep(afterMs), ended]);
  if (deployment.exitCode === null) process.kill(-deployment.pid!, 'SIGKILL');
  await ended;
}

test('a deployment killed at ten moments is completed by the next one, with no repair by hand', async () => {
  expect(project.deploy()).toMatchObject({ status: 0 });
  const complete = HOSTS.map(libvirtObjects);
  expect(project.destroy()).toMatchObject({ status: 0 });
  const started = Date.now();
  await killedDeployment(300_000);
  const durationMs = Date.now() - started;
  expect(project.destroy()).toMatchObject({ status: 0 });

  for (let moment = 1; moment <= 10; moment += 1) {
    await killedDeployment((durationMs * (moment - Math.random())) / 10);
    expect(project.deploy()).toMatchObject({ status: 0 });
    expect(HOSTS.map(libvirtObjects)).toEqual(complete);
    expect(project.destroy()).toMatchObject({ status: 0 });
  }
});
