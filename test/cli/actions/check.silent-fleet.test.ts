import { readFileSync } from 'node:fs';
import { ADDRESSES, FleetProject } from '../fleet-project';
import { quantumKvm } from '../terminal';

let project: FleetProject;
beforeEach(async () => (project = await FleetProject.make()));
afterEach(() => project.remove());

test('where no host answers, hosts.lock.json stays as it is, and nothing is to be reviewed', async () => {
  // The next check that reaches a host makes an identity of the deployment.
  const lock = JSON.parse(readFileSync('hosts.lock.json', 'utf8')) as { deployment: object };
  const { id: _, ...deployment } = lock.deployment as { id?: string };
  project.writes('hosts.lock.json', JSON.stringify({ ...lock, deployment }));
  const before = readFileSync('hosts.lock.json', 'utf8');
  for (const address of ADDRESSES) await project.shutDown(address);
  const { exitCode, stdout } = await quantumKvm('check');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('hosts.lock.json was not written: no host has told its facts');
  expect(stdout).not.toContain('was written');
  expect(readFileSync('hosts.lock.json', 'utf8')).toBe(before);
});
