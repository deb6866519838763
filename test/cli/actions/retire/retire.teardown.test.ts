import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ResourceChange } from '../../../../fleet/terraform/saved-plan';
import { ADDRESSES, FleetProject, resource } from '../../fleet-project';
import { withOperator } from '../../operator';
import { quantumKvm } from '../../terminal';
import { stateText } from '../../../fixtures/state';

const [KEPT, GONE] = ADDRESSES;
const REMOVED: ResourceChange = {
  address: 'libvirt_volume.SystemDisk_4185F0E4',
  type: 'libvirt_volume',
  change: { actions: ['delete'], before: { name: 'vm022.qcow2' }, after: null },
};

let project: FleetProject;
beforeEach(async () => {
  project = await FleetProject.make();
  project.configure([KEPT]);
  project.holds(GONE, [resource('libvirt_volume', { name: 'vm022.qcow2', pool: 'default' })]);
  project.terraform.finds([REMOVED]);
  project.terraform.does('apply', `echo '${stateText()}' >'${project.stateFile(GONE)}'`);
});
afterEach(() => project.remove());

const archived = () => {
  const folder = join(project.folder, 'state', 'archive');
  return existsSync(folder) ? readdirSync(folder) : [];
};

test('what stands on a host is shown, taken down, and its empty state put away', async () => {
  const { exitCode, stdout, stderr } = await quantumKvm('retire', GONE, '--yes');
  expect(stderr).toContain('system disk removed, with everything on it (vm022.qcow2)  data loss');
  expect(stdout).toContain('hosts: 1 done');
  expect(exitCode).toBe(0);
  expect(project.terraform.calls('plan')[0]).toContain(' -destroy');
  expect(existsSync(project.stateFile(GONE))).toBe(false);
  expect(archived()).toHaveLength(1);
});

test('the question names what is done, and anything but yes leaves all as it is', async () => {
  const { exitCode, stderr } = await withOperator('no\n', () => quantumKvm('retire', GONE));
  expect(stderr).toContain('retire 127.0.12.2 and destroy 1 system disk? yes/no: ');
  expect(stderr).toContain('nothing was changed');
  expect(exitCode).toBe(2);
  expect(project.terraform.calls('apply')).toEqual([]);
  expect(archived()).toEqual([]);
});

test('a host that does not answer fails, keeps its state, and --forget is named', async () => {
  await project.shutDown(GONE);
  const { exitCode, stdout, stderr } = await quantumKvm('retire', GONE, '--yes');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('connection refused; nothing of it was removed');
  expect(stderr).toContain(`if the machine is gone for good, say "retire ${GONE} --forget"`);
  expect(readFileSync(project.stateFile(GONE), 'utf8')).toContain('vm022.qcow2');
});

test('a teardown that fails half-way keeps the state', async () => {
  project.terraform.does('apply', 'exit 1');
  const { exitCode } = await quantumKvm('retire', GONE, '--yes');
  expect(exitCode).toBe(1);
  expect(archived()).toEqual([]);
});
