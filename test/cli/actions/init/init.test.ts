import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../../../lib/config/read-configuration';
import { VERSION } from '../../../../lib/node/provider/bundled-provider';
import { withOperator } from '../../operator';
import { quantumKvm } from '../../terminal';

let folder: string;
let before: string;
beforeEach(() => {
  before = process.cwd();
  folder = mkdtempSync(join(tmpdir(), 'init-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const FILES = [
  '.gitignore',
  'README.md',
  'cdktf.json',
  'main.ts',
  'package.json',
  'pipeline.example.yml',
  'quantum_server_config.xml',
  'tsconfig.json',
];

function configured(place = 'site') {
  const { configuration, problems } = readConfiguration(join(place, 'quantum_server_config.xml'));
  expect(problems).toEqual([]);
  return configuration!.hosts.map(({ address, bridges, login }) => [address, bridges, login.name]);
}

const json = (file: string) =>
  JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>;

test('without a terminal a site begins with the example', async () => {
  const { exitCode, stdout, stderr } = await quantumKvm('init', 'site');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(readdirSync('site').sort()).toEqual(FILES);
  expect(configured()).toEqual([34, 35, 36].map((last) => [`192.168.12.${last}`, ['br0'], 'root']));
  expect(stdout).toContain('cd site\n  npm install\n');
});

test('a kit has installed all, and its program is called by its path', async () => {
  process.env.QUANTUM_KVM_KIT = '/opt/a kit/quantum-kvm';
  try {
    const { stdout } = await quantumKvm('init', 'a site');
    expect(stdout).toContain(
      "Next:\n  cd 'a site'\n  edit quantum_server_config.xml\n  '/opt/a kit/quantum-kvm' check\n  '/opt/a kit/quantum-kvm' plan",
    );
  } finally {
    delete process.env.QUANTUM_KVM_KIT;
  }
});

test('options say what it begins with', async () => {
  const options = ['--hosts', '127.0.0.5', '--bridges', 'br3, br4,br5', '--login', 'operator'];
  expect((await quantumKvm('init', 'site', ...options)).exitCode).toBe(0);
  expect(configured()).toEqual([['127.0.0.5', ['br3', 'br4', 'br5'], 'operator']]);
});

test('a terminal is asked for what no option says, again after a wrong answer', async () => {
  const typed = '10.0.0.400\n10.0.0.4\n\n';
  const { exitCode, stderr } = await withOperator(typed, () =>
    quantumKvm('init', 'site', '--bridges', 'br7'),
  );
  expect(exitCode).toBe(0);
  expect(stderr).toContain('10.0.0.400');
  expect(configured()).toEqual([['10.0.0.4', ['br7'], 'root']]);
});

test('an end in place of an answer writes nothing', async () => {
  const { exitCode, stderr } = await withOperator(undefined, () => quantumKvm('init', 'site'));
  expect(exitCode).toBe(1);
  expect(stderr).toContain('no answer; nothing was written');
  expect(existsSync('site')).toBe(false);
});

test('all that is wrong with the options is said at once, and nothing is written', async () => {
  const wrong = ['--hosts', 'any', '--bridges', 'br0,b r', '--login', '0'];
  const { exitCode, stderr } = await quantumKvm('init', 'site', ...wrong);
  expect(exitCode).toBe(2);
  ['--hosts', '--bridges', '--login'].forEach((option) => expect(stderr).toContain(option));
  expect(existsSync('site')).toBe(false);
});

test('more bridges than a VM has NICs are refused', async () => {
  const names = Array.from({ length: 17 }, (_, i) => `br${i}`).join();
  const { exitCode, stderr } = await quantumKvm('init', 'site', '--bridges', names);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--bridges: error: it names 17 bridges');
});

describe('the files', () => {
  beforeEach(async () => void (await quantumKvm('init', 'site')));

  test('the configuration, which may come to hold a password, is for its owner alone', () => {
    expect(statSync('site/quantum_server_config.xml').mode & 0o777).toBe(0o600);
    expect(statSync('site/main.ts').mode & 0o777).toBe(0o644);
  });

  test('the package names exact versions, its own among them', () => {
    const { dependencies, devDependencies } = json('site/package.json');
    expect(Object.keys(dependencies!)).toEqual(
      expect.arrayContaining(['cdktf', 'cdktf-cli', 'constructs', 'quantum-kvm', 'tsx']),
    );
    expect(dependencies!['quantum-kvm']).toBe(VERSION);
    for (const version of Object.values({ ...dependencies!, ...devDependencies! })) {
      expect(version).toMatch(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);
    }
  });

  test.each(['.quantum-kvm/', 'state/', 'logs/', 'cdktf.out/', 'node_modules/'])(
    '%s stays out of version control',
    (name) => {
      expect(readFileSync('site/.gitignore', 'utf8').split('\n')).toContain(`/${name}`);
    },
  );

  test('the lock file and the configuration are in it', () => {
    const ignored = readFileSync('site/.gitignore', 'utf8').split('\n');
    const patterns = ignored.filter((line) => !line.startsWith('#')).join('\n');
    expect(patterns).not.toMatch(/hosts\.lock|\.json|\.xml/);
  });
});

test('once more with the same answers completes what was interrupted', async () => {
  await quantumKvm('init', 'site');
  const main = readFileSync('site/main.ts', 'utf8');
  rmSync('site/main.ts');
  expect((await quantumKvm('init', 'site')).exitCode).toBe(0);
  expect(readFileSync('site/main.ts', 'utf8')).toBe(main);
});

test('a folder that holds something else is left as it is', async () => {
  mkdirSync('site');
  writeFileSync('site/notes', '');
  writeFileSync('site/main.ts', 'mine');
  const { exitCode, stderr } = await quantumKvm('init', 'site');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${join(folder, 'site')} is not empty: it holds main.ts and 1 more;`);
  expect(readdirSync('site').sort()).toEqual(['main.ts', 'notes']);
});

test('where npm has put quantum-kvm, its source is kept', async () => {
  mkdirSync('node_modules');
  const source = 'file:quantum-kvm-1.0.0.tgz';
  writeFileSync('package.json', JSON.stringify({ dependencies: { 'quantum-kvm': source } }));
  writeFileSync('package-lock.json', '{}');
  writeFileSync('quantum-kvm-1.0.0.tgz', '');
  expect((await quantumKvm('init')).exitCode).toBe(0);
  expect(json('package.json')).toMatchObject({
    private: true,
    dependencies: { 'quantum-kvm': source, cdktf: expect.any(String) },
  });
});

test('a package.json that is none is said to be', async () => {
  writeFileSync('package.json', 'any');
  const { exitCode, stderr } = await quantumKvm('init');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${join(folder, 'package.json')} is no JSON; restore it, or remove it`);
  expect(readdirSync('.')).toEqual(['package.json']);
});

test('a file in the place of the folder is named', async () => {
  writeFileSync('site', '');
  const { exitCode, stderr } = await quantumKvm('init', 'site');
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${join(folder, 'site')} is a file`);
});

test('a folder that cannot be made is named', async () => {
  mkdirSync('closed');
  chmodSync('closed', 0o500);
  writeFileSync('closed/file', '');
  const { exitCode, stderr } = await quantumKvm('init', 'closed/file/site');
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(join(folder, 'closed/file/site'));
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
