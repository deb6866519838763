import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ran } from '../lab/support/command';

const SOURCES = resolve(__dirname, '..', '..', 'scripts', 'release', 'kit');

/** Of a kit its launchers alone, with a Node.js that says how it was started, on a system that programs in PATH tell of. */
let folder: string;
let kit: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launchers-'));
  kit = join(folder, 'a kit');
  mkdirSync(join(kit, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'path'));
  for (const name of ['quantum-kvm', 'cdktf', 'environment.sh']) {
    copyFileSync(join(SOURCES, name), join(kit, name));
  }
  const said = ['$NODE_PATH', '$TERRAFORM_BINARY_NAME', '$QUANTUM_KVM_KIT', '${PATH%%:*}', '$@'];
  program('a kit/bin/node', `printf '%s\\n' ${said.map((one) => `"${one}"`).join(' ')}`);
  program('a kit/bin/tofu', 'exit 1');
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(name: string, line: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${line}\n`);
  chmodSync(file, 0o755);
}

function launched(file: string, args: string[] = [], more: NodeJS.ProcessEnv = {}) {
  const env = { PATH: `${join(folder, 'path')}:/usr/bin:/bin`, ...more };
  const { stdout, stderr, status } = ran(file, args, { env, cwd: '/' });
  return { stderr, status, lines: stdout.trimEnd().split('\n') };
}

const own = (...path: string[]) => join(kit, ...path);
const modules = () => own('app', 'node_modules');

test('they run through a link and with blanks in the path, with the programs of the kit first', () => {
  symlinkSync(own('quantum-kvm'), join(folder, 'one'));
  symlinkSync('one', join(folder, 'another'));
  const { lines, status } = launched(join(folder, 'another'), ['check', 'a b']);
  const script = join(modules(), 'quantum-kvm/dist/cli/quantum-kvm.js');
  expect(lines).toEqual([
    modules(),
    'tofu',
    own('quantum-kvm'),
    own('bin'),
    script,
    'check',
    'a b',
  ]);
  expect(status).toBe(0);
});

test('cdktf is the one of the kit', () => {
  const { lines } = launched(own('cdktf'), ['list']);
  expect(lines.slice(-2)).toEqual([join(modules(), 'cdktf-cli/bundle/bin/cdktf'), 'list']);
});

test('another Terraform that is named is used, and a program in PATH is called by its name', () => {
  symlinkSync(own('quantum-kvm'), join(folder, 'path', 'quantum-kvm'));
  const { lines } = launched(own('cdktf'), [], { TERRAFORM_BINARY_NAME: '/opt/terraform' });
  expect(lines.slice(1, 3)).toEqual(['/opt/terraform', 'quantum-kvm']);
});

test.each([
  ['uname', 'Linux aarch64', 'this machine is Linux aarch64'],
  ['getconf', 'glibc 2.17', 'this system has glibc 2.17'],
  ['getconf', 'glibc 2.27', 'this system has glibc 2.27'],
])('where %s says %s, they say so in one sentence', (name, says, sentence) => {
  program(`path/${name}`, `echo '${says}'`);
  const { stderr, status } = launched(own('quantum-kvm'));
  expect(status).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

test.each(['glibc 2.28', 'glibc 2.41'])('%s is new enough', (says) => {
  program('path/getconf', `echo '${says}'`);
  expect(launched(own('quantum-kvm')).stderr).toBe('');
});
