import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ONLINE } from '../../fleet/support/fake-terraform';
import { ADDRESSES, FleetProject, resource } from '../fleet-project';
import { quantumKvm } from '../terminal';

const [FIRST, SECOND] = ADDRESSES;

let project: FleetProject;
let elsewhere: string;
let config: string;
beforeEach(async () => {
  project = await FleetProject.make();
  config = join(project.folder, 'quantum_server_config.xml');
  elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'elsewhere-')));
  process.chdir(elsewhere);
});
afterEach(async () => {
  await project.remove();
  rmSync(elsewhere, { recursive: true });
});

/** What the project held before any command. */
const MADE = ['logs', 'state'];

test.each<[string, () => string]>([
  ['its absolute path', () => config],
  ['a relative one', () => relative(elsewhere, config)],
  [
    'a symbolic link',
    () => {
      const link = join(elsewhere, 'link.xml');
      if (!existsSync(link)) symlinkSync(config, link);
      return link;
    },
  ],
])('a project named by %s is the one folder that a command reads and writes', async (_, named) => {
  project.configure([FIRST]);
  project.holds(SECOND, [resource('libvirt_domain', { name: 'vm022' })]);
  project.terraform.finds([ONLINE]);
  const { exitCode, stdout } = await quantumKvm('destroy', '--yes', '--config', named());
  expect(stdout).toContain('1 done');
  expect(exitCode).toBe(0);
  expect((await quantumKvm('plan', '--config', named())).stdout).toContain(
    `${SECOND}: 1 resources in ${relative('.', project.stateFile(SECOND))}`,
  );
  expect(readdirSync(project.folder)).toEqual(expect.arrayContaining(MADE));
  for (const name of MADE) expect(readdirSync(elsewhere)).not.toContain(name);
});

test('QUANTUM_KVM_CONFIG names it too', async () => {
  process.env.QUANTUM_KVM_CONFIG = config;
  try {
    expect((await quantumKvm('plan')).exitCode).toBe(0);
  } finally {
    delete process.env.QUANTUM_KVM_CONFIG;
  }
  for (const name of MADE) expect(readdirSync(elsewhere)).not.toContain(name);
});

test.each(['plan', 'destroy', 'deploy', 'prepare', 'adopt'])(
  'state that an earlier version left in the current folder is never ignored by %s',
  async (command) => {
    project.holds(FIRST, [resource('libvirt_domain', { name: 'vm021' })]);
    renameSync(join(project.folder, 'state'), join(elsewhere, 'state'));
    const yes = command === 'plan' ? [] : ['--yes'];
    const { exitCode, stderr } = await quantumKvm(command, ...yes, '--config', config);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`${elsewhere}/state: error: it holds the state of host-127-0-12-1`);
    expect(project.terraform.calls('plan')).toEqual([]);
  },
);

test('nor by retire of a host that is out of the range', async () => {
  project.configure([FIRST]);
  project.holds(SECOND, [resource('libvirt_domain', { name: 'vm022' })]);
  renameSync(join(project.folder, 'state'), join(elsewhere, 'state'));
  mkdirSync(join(project.folder, 'state'));
  const { exitCode, stderr } = await quantumKvm('retire', SECOND, '--yes', '--config', config);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('it holds the state of host-127-0-12-2');
});
