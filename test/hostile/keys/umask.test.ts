import { chmodSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ONLINE, SAVE_STATE } from '../../fleet/support/fake-terraform';
import { FleetProject } from '../../cli/fleet-project';
import { quantumKvm } from '../../cli/terminal';

let project: FleetProject;
let before: number;
beforeEach(async () => {
  project = await FleetProject.make();
  before = process.umask(0);
});
afterEach(async () => {
  process.umask(before);
  await project.remove();
});

/** What others of this machine have rights to and can get to, below a folder. */
function reachable(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink() || (lstatSync(path).mode & 0o077) === 0) return [];
    return [path, ...(entry.isDirectory() ? reachable(path) : [])];
  });
}

test('with no umask at all, nothing that a run leaves behind is open to others', async () => {
  project.terraform.finds([ONLINE]);
  project.terraform.does('apply', SAVE_STATE);
  await quantumKvm('plan', '--out', 'plans');
  await quantumKvm('deploy', '--yes');
  const names = readdirSync(project.folder);
  expect(names).toEqual(
    expect.arrayContaining(['.quantum-kvm', 'hosts.lock.json', 'logs', 'plans', 'state']),
  );
  expect(readdirSync('state')).toContain('host-127-0-12-1.tfstate');
  expect(reachable(project.folder)).toEqual([]);
});

test('folders that were left open are closed, with all that is in them', async () => {
  for (const name of ['state', 'logs', '.quantum-kvm']) {
    mkdirSync(name, { recursive: true });
    chmodSync(name, 0o777);
    writeFileSync(join(name, 'old'), '', { mode: 0o666 });
  }
  await quantumKvm('plan');
  expect(reachable(project.folder)).toEqual([]);
});
