import type * as Fs from 'node:fs';
import {
  copyFileSync,
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
    `${SECOND}: 1 resource in ${relative('.', project.stateFile(SECOND))}`,
  );
  expect(readdirSync(project.folder)).toEqual(expect.arrayContaining(MADE));
  expect(readdirSync(elsewhere).filter((name) => name !== 'link.xml')).toEqual([]);
});

test('QUANTUM_KVM_CONFIG names it too', async () => {
  process.env.QUANTUM_KVM_CONFIG = config;
  try {
    expect((await quantumKvm('plan')).exitCode).toBe(0);
  } finally {
    delete process.env.QUANTUM_KVM_CONFIG;
  }
  expect(readdirSync(elsewhere)).toEqual([]);
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

test.each([['plan'], ['deploy', '--yes'], ['destroy', '--yes'], ['retire', SECOND, '--yes']])(
  'a project on a read-only file system is told by %s, which begins nothing',
  async (...command) => {
    const readOnly = Object.assign(new Error('EROFS'), { code: 'EROFS', errno: -30 });
    const fs = jest.requireActual<typeof Fs>('node:fs');
    const access = jest.spyOn(fs, 'accessSync').mockImplementation((path) => {
      if (String(path).startsWith(project.folder)) throw readOnly;
    });
    const { exitCode, stderr } = await quantumKvm(...command, '--config', config);
    access.mockRestore();
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      `${project.folder} cannot be written (read-only file system); allowed is`,
    );
    expect(project.terraform.calls('init')).toEqual([]);
  },
);

test('a host of another XML in the folder is not left over, and is not retired', async () => {
  project.configure([SECOND]);
  copyFileSync(config, join(project.folder, 'second.xml'));
  project.configure([FIRST]);
  project.holds(SECOND, [resource('libvirt_domain', { name: 'vm022' })]);
  const { stdout } = await quantumKvm('plan', '--config', config);
  expect(stdout).toContain('In kvm.host.range of another XML in this folder, and not touched');
  expect(stdout).toMatch(new RegExp(`${SECOND}: 1 resource in \\S+, of second\\.xml\n`));
  expect(stdout).not.toContain('Left over');
  const retired = await quantumKvm('retire', SECOND, '--yes', '--config', config);
  expect(retired.exitCode).toBe(2);
  expect(retired.stderr).toContain(
    `${SECOND} is in kvm.host.range of ${project.folder}/second.xml, which has the same state`,
  );
});
