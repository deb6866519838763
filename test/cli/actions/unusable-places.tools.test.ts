import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stackId } from '../../../lib/machine/stack-id';
import { ADDRESSES, FleetProject } from '../fleet-project';
import { quantumKvm } from '../terminal';

jest.setTimeout(120_000);

const PROGRAM = resolve(__dirname, '..', '..', 'screen', 'program.js');
const [FIRST, SECOND] = ADDRESSES;
const NOBODY = 65534;
const DENIED = 'this user may not use it (EACCES); give this user the right, or run as its owner';

let project: FleetProject;
let transpiled: string;
beforeAll(() => (transpiled = mkdtempSync(join(tmpdir(), 'transpiled-'))));
afterAll(() => rmSync(transpiled, { recursive: true }));
beforeEach(async () => {
  project = await FleetProject.make([FIRST, SECOND]);
});
afterEach(() => project.remove());

const place = (...names: string[]) => join(project.folder, ...names);

/** Runs the program in a process of its own. */
function start(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  before: readonly string[] = [],
) {
  const [file = '', ...words] = [...before, process.execPath, PROGRAM, ...args];
  const { status, stdout, stderr } = spawnSync(file, words, {
    cwd: project.folder,
    env: { ...process.env, ...project.environment, TRANSPILED: transpiled, ...env },
    encoding: 'utf8',
  });
  return { exitCode: status, stdout, stderr };
}

/** Runs it as a user to whom this place of another one is closed: root has no rights but those of a file's owner. */
function closed(folder: string, ...args: string[]) {
  chownSync(folder, NOBODY, NOBODY);
  chmodSync(folder, 0o700);
  return start(args, {}, ['setpriv', '--bounding-set=-all', '--inh-caps=-all']);
}

test('log does not say that there are no logs where it cannot see them', () => {
  mkdirSync(place('logs'));
  const { exitCode, stderr } = closed(place('logs'), 'log');
  expect(stderr).toBe(`quantum-kvm: ${place('logs')}: ${DENIED}\n`);
  expect(exitCode).toBe(1);
});

test.each([['plan'], ['status']])(
  '%s says once that the states cannot be looked at',
  (...command) => {
    mkdirSync(place('state'));
    const { exitCode, stderr } = closed(place('state'), ...command);
    expect(stderr).toBe(
      `${place('state')}: error: this user may not use it (EACCES); give this user the right, or run as its owner\n`,
    );
    expect(exitCode).toBe(2);
  },
);

test.each([['plan'], ['status']])(
  'for %s a private key that cannot be looked at is not one that is missing',
  (...command) => {
    const { exitCode, stderr } = closed(place('.quantum-kvm'), ...command);
    expect(stderr).toContain(`the private key cannot be used: ${place('.quantum-kvm')}`);
    expect(stderr).toContain(DENIED);
    expect(stderr).not.toMatch(/is not there|not on this machine/);
    expect(exitCode).toBe(2);
  },
);

test('nor are there no states to restore in the folder of a stack that cannot be looked into', () => {
  const folder = place('.quantum-kvm', stackId(FIRST));
  mkdirSync(folder);
  const { exitCode, stdout, stderr } = closed(folder, 'restore-state', '--yes');
  expect(stdout).not.toContain('there is no state');
  expect(stderr).toContain(`${folder}: ${DENIED}`);
  expect(exitCode).toBe(1);
});

test('a lock that cannot be opened is told with the command that was not begun', () => {
  const file = place('.quantum-kvm', 'run.lock');
  writeFileSync(file, '');
  const { exitCode, stderr } = closed(file, 'deploy', '--yes');
  expect(stderr).toBe(`quantum-kvm: deploy was not begun: ${file}: ${DENIED}\n`);
  expect(exitCode).toBe(2);
});

test('a stack that cannot be written fails its host, and the others go on', async () => {
  mkdirSync(place('.quantum-kvm'), { recursive: true });
  writeFileSync(place('.quantum-kvm', stackId(FIRST)), 'a file');
  const { exitCode, stdout } = await quantumKvm('plan');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/127\.0\.12\.1: .*host-127-0-12-1/);
  expect(stdout).toContain('hosts: 1 failed, 1 unchanged');
});

test('so it does when it is to be prepared', async () => {
  writeFileSync(place('.quantum-kvm', stackId(FIRST)), 'a file');
  const { stdout } = await quantumKvm('prepare', '--yes');
  expect(stdout).toContain('the stack cannot be written');
  expect(stdout).not.toContain('cdk.tf.json: it is not there');
});

test.each<[string, () => string]>([
  ['a folder', () => project.folder],
  ['a device', () => '/dev/null'],
  ['what is not there', () => place('none.xml')],
  [
    'another XML',
    () => (writeFileSync(place('sub', 'other.xml'), '<a'), place('sub', 'other.xml')),
  ],
])('nothing is made beside %s that is named as the XML', async (_, named) => {
  mkdirSync(place('sub'));
  const file = named();
  const before = readdirSync(join(file, '..'));
  const { exitCode, stderr } = await quantumKvm('deploy', '--yes', '--config', file);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${file}:1:`);
  expect(readdirSync(join(file, '..'))).toEqual(before);
});

test('links in a circle are told as such', async () => {
  symlinkSync('circle.xml', place('circle.xml'));
  const { stderr } = await quantumKvm('plan', '--config', 'circle.xml');
  expect(stderr).toContain('its symbolic links lead in a circle');
});

test('a path that is no UTF-8 is told as such, whichever folder it is in', () => {
  const folder = Buffer.concat([Buffer.from(`${project.folder}/b`), Buffer.from([0xff])]);
  mkdirSync(folder);
  const inside = `cd b* && cp ../*.xml . && exec "$0" "$@"`;
  const { exitCode, stderr } = start(['plan'], {}, ['sh', '-c', inside]);
  expect(stderr).toContain('has bytes that are no characters of UTF-8');
  expect(exitCode).toBe(2);
});

describe('on a disk that is full', () => {
  /** The project's folder on a file system of its own, with so many bytes left. */
  function withRoom(bytes: number): () => void {
    const folder = project.folder;
    const copy = `${folder}.copy`;
    execFileSync('cp', ['-a', folder, copy]);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m,mode=700', 'none', folder]);
    execFileSync('cp', ['-a', `${copy}/.`, folder]);
    spawnSync('dd', ['if=/dev/zero', `of=${place('fill')}`, 'bs=4k']);
    execFileSync('truncate', ['-s', `-${bytes}`, place('fill')]);
    process.chdir(folder);
    return () => {
      process.chdir('/');
      execFileSync('umount', [folder]);
      process.chdir(folder);
    };
  }

  test.each([0, 4096, 8192, 16384, 32768, 65536])(
    'with %i bytes left a run ends with a sentence that names a place and a cure',
    async (bytes) => {
      const unmount = withRoom(bytes);
      try {
        for (const command of [['plan'], ['deploy', '--yes']]) {
          const { exitCode, stdout, stderr } = await quantumKvm(...command);
          expect(stdout + stderr).not.toMatch(/unforeseen|ENOSPC: |XXXXXX/);
          if (exitCode !== 0) {
            expect([1, 2]).toContain(exitCode);
            expect((stdout + stderr).replace(/\s+/g, ' ')).toMatch(
              /\/\S+: no space is left on its file system \(ENOSPC\); free some, and repeat/,
            );
          }
          expect(
            existsSync(place('.quantum-kvm', stackId(FIRST)))
              ? readdirSync(place('.quantum-kvm', stackId(FIRST))).filter((name) =>
                  name.startsWith('.new'),
                )
              : [],
          ).toEqual([]);
        }
      } finally {
        unmount();
      }
    },
  );
});

test('a TMPDIR whose path is too long for sockets is told with what is allowed', () => {
  const folder = place('x'.repeat(100));
  mkdirSync(folder);
  const { exitCode, stdout } = start(['plan'], { TMPDIR: folder });
  expect(exitCode).toBe(1);
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'bytes; allowed are 90, for the sockets in it; name a folder with a shorter path',
  );
  expect(project.terraform.calls('plan')).toEqual([]);
});
