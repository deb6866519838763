import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { HOSTS, libvirtObjects, stack, state } from './support/hosts';
import { done, lab, Project } from './support/project';

jest.setTimeout(900_000);

let project: Project;

beforeAll(() => {
  // The guest does not hear the power button.
  project = new Project({ 'kvm.shutdown.timeout.seconds': '1' });
  done(project.quantumKvm('check'));
});
afterAll(() => {
  done(project.quantumKvm('destroy', '--yes'));
  project.remove();
});

test('with one host stopped the others end complete; when it is back the same command completes it', () => {
  lab('stop', '3');
  expect(project.deploy().status).not.toBe(0);
  expect([1, 2].map(state)).toEqual(['running', 'running']);
  for (const host of [1, 2]) expect(project.changes(stack(host))).toEqual([]);
  lab('start', '3');
  done(project.deploy());
  expect(HOSTS.map(state)).toEqual(['running', 'running', 'running']);
  done(project.quantumKvm('destroy', '--yes'));
});

/** Ends cdktf, Terraform and the providers at once, as a dying deployment node would. */
async function killedDeployment(afterMs: number): Promise<void> {
  const deployment = project.startCdktf('deploy', '*', '--auto-approve');
  const ended = once(deployment, 'exit');
  await Promise.race([sleep(afterMs, undefined, { ref: false }), ended]);
  if (deployment.exitCode === null) process.kill(-deployment.pid!, 'SIGKILL');
  await ended;
}

test('a deployment killed at ten moments is completed by the next one, with no repair by hand', async () => {
  done(project.deploy());
  const complete = HOSTS.map(libvirtObjects);
  done(project.quantumKvm('destroy', '--yes'));
  const started = Date.now();
  await killedDeployment(300_000);
  const durationMs = Date.now() - started;
  done(project.quantumKvm('destroy', '--yes'));

  for (let moment = 1; moment <= 10; moment += 1) {
    await killedDeployment((durationMs * (moment - Math.random())) / 10);
    done(project.deploy());
    expect(HOSTS.map(libvirtObjects)).toEqual(complete);
    done(project.quantumKvm('destroy', '--yes'));
  }
});
