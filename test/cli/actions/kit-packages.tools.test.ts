import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFacts } from '../../../lib/facts/facts-file';
import { facts, fleet } from '../../machine/sample';
import { quantumKvm } from '../terminal';

const HOST = '192.168.12.34';
const NEEDED = ['qemu-system-x86', 'qemu-utils', 'libvirt-daemon-system', 'libvirt-clients'];
const before = process.cwd();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kit-packages-'));
  process.chdir(folder);
  mkdirSync('mirror');
  for (const name of NEEDED) deb(name, '1:1~x+1', 'tiny-library');
  deb('tiny-library', '2');
  deb('surplus', '1');
  writeFacts(
    'hosts.lock.json',
    fleet({ [HOST]: { ...facts, os: { id: 'debian', idLike: [], version: 'none' } } }),
  );
  publish();
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** A .deb without content that asks for another. */
function deb(name: string, version: string, depends?: string): void {
  const root = join('build', name);
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  chmodSync(join(root, 'DEBIAN'), 0o755);
  const fields = ['Architecture: all', 'Maintainer: x', 'Description: x'];
  const control = [`Package: ${name}`, `Version: ${version}`, ...fields];
  if (depends) control.push(`Depends: ${depends}`);
  writeFileSync(join(root, 'DEBIAN', 'control'), `${control.join('\n')}\n`);
  execFileSync('dpkg-deb', ['--build', root, join('mirror', `${name}.deb`)]);
}

/** Makes the index of the mirror. */
function publish(): void {
  const index = `for deb in *.deb; do
    dpkg-deb -f "$deb"
    printf 'Filename: ./%s\\nSize: %s\\nSHA256: %s\\n\\n' "$deb" "$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d ' ' -f 1)"
  done >Packages`;
  execFileSync('sh', ['-c', index], { cwd: 'mirror' });
  writeFileSync('kit.list', `deb [trusted=yes] copy:${folder}/mirror ./\n`);
}

const kit = () => quantumKvm('kit-packages', 'packages', '--sources', 'kit.list');
const names = () => readdirSync('packages').filter((name) => name.endsWith('.deb'));

test('the packages come with what they need, and nothing that this machine has is left out', async () => {
  const { exitCode, stdout } = await kit();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^debian none x86_64 +192\.168\.12\.34 .* +5 +5 +1$/m);
  expect(names()).toEqual([
    ...NEEDED.map((name) => `${name}_1%3a1~x+1_all.deb`).sort(),
    'tiny-library_2_all.deb',
  ]);
  execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: 'packages' });
});

test('again, nothing is fetched; a package that was published anew takes the place of the old one', async () => {
  await kit();
  expect((await kit()).stderr).toContain('fetches 0 of 5 packages, 0 MB');
  deb('tiny-library', '3');
  publish();
  expect((await kit()).stderr).toContain('fetches 1 of 5 packages');
  expect(names()).toContain('tiny-library_3_all.deb');
  expect(names()).not.toContain('tiny-library_2_all.deb');
});

test('a package that is not as the lists say does not come into the folder', async () => {
  writeFileSync(join('mirror', 'tiny-library.deb'), Buffer.alloc(1000));
  const { exitCode, stderr } = await kit();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/quantum-kvm: apt-get: E: /);
  expect(names()).toEqual([]);
});

test('a mirror that nobody signed is not trusted unless its line says so', async () => {
  writeFileSync('kit.list', `deb copy:${folder}/mirror ./\n`);
  const { exitCode, stderr } = await kit();
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/quantum-kvm: apt-get: E: .*(Release|signed)/);
});

test('a package that the sources lack is named', async () => {
  rmSync(join('mirror', 'qemu-utils.deb'));
  publish();
  expect((await kit()).stderr).toContain('apt-get: E: Unable to locate package qemu-utils');
});
