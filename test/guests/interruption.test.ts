import { setTimeout as sleep } from 'node:timers/promises';
import { HOSTS, libvirtObjects, stack, state } from '../lab/support/hosts';
import { done, lab, Project, Started } from '../lab/support/project';

jest.setTimeout(900_000);

let project: Project;

beforeAll(() => {
  // The guest does not hear the power button.
  project = new Project({ 'kvm.shutdown.timeout.seconds': '1' });
  done(project.quantumKvm('check'));
});
afterAll(() => {
  done(project.destroy());
  project.remove();
});

test('with one host stopped the others end complete; when it is back the same command completes it', () => {
  lab('stop', '3');
  expect(project.cdktfDeploy().status).not.toBe(0);
  expect([1, 2].map(state)).toEqual(['running', 'running']);
  for (const host of [1, 2]) expect(project.changes(stack(host))).toEqual([]);
  lab('start', '3');
  done(project.cdktfDeploy());
  expect(HOSTS.map(state)).toEqual(['running', 'running', 'running']);
  done(project.destroy());
});

const MOMENTS = Array.from({ length: 10 }, (_, i) => (i + Math.random()) / 10);

test('a deployment killed at ten moments is completed by the next one, or removed by destroy, with no repair by hand', async () => {
  const begun = Date.now();
  done(project.deploy());
  const durationMs = Date.now() - begun;
  const complete = HOSTS.map(libvirtObjects);
  done(project.destroy());
  const nothing = HOSTS.map(libvirtObjects);

  for (const [i, moment] of MOMENTS.entries()) {
    const deployment = project.startDeploy();
    await Promise.race([sleep(durationMs * moment, undefined, { ref: false }), deployment.ended]);
    if (!deployment.hasEnded) await deployment.kill();
    if (i % 2 === 0) {
      done(project.deploy());
      expect(HOSTS.map(libvirtObjects)).toEqual(complete);
    }
    done(project.destroy());
    expect(HOSTS.map(libvirtObjects)).toEqual(nothing);
  }
});

/** Until the first volume is being made; most of a run of cdktf is over then. */
async function untilApplied(deployment: Started): Promise<void> {
  while (!/libvirt_volume\S+: Creating/.test(deployment.output)) {
    if (deployment.hasEnded) throw new Error(`nothing was made:\n${deployment.output}`);
    await sleep(20);
  }
}

test('so is one of plain cdktf, killed while it makes something', async () => {
  const deployment = project.startCdktfDeploy();
  await untilApplied(deployment);
  await deployment.kill();
  done(project.cdktfDeploy());
  expect(HOSTS.map(state)).toEqual(['running', 'running', 'running']);
  for (const host of HOSTS) expect(project.changes(stack(host))).toEqual([]);
  done(project.destroy());
});
