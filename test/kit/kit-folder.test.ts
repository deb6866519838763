import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KitFolder } from '../../lib/kit/kit-folder';
import { readSums } from '../../lib/kit/kit-sums';

const SYSTEM = 'debian 12 x86_64';

let path: string;
let folder: KitFolder;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'kit-folder-')), 'packages');
  folder = new KitFolder(path);
});
afterEach(() => rmSync(join(path, '..'), { recursive: true }));

/** Completes the folder with files of these contents. */
function filled(contents: Record<string, string>) {
  const lock = folder.begin()!;
  const from = join(folder.partial, 'files');
  mkdirSync(from, { recursive: true });
  const files = Object.entries(contents).map(([name, content]) => {
    writeFileSync(join(from, name), content, { mode: 0o600 });
    return { name, sha256: createHash('sha256').update(content).digest('hex') };
  });
  const result = folder.complete(SYSTEM, files, from);
  lock.release();
  return result;
}

const modeOf = (file: string) => statSync(file).mode & 0o777;

test('packages and their checksums can be read by others, whatever the umask', () => {
  const umask = process.umask(0o077);
  try {
    expect(filled({ 'b.deb': 'bb', 'a.deb': 'a' })).toEqual({ files: 2, bytes: 3, added: 2 });
  } finally {
    process.umask(umask);
  }
  expect(readdirSync(path)).toEqual(['SHA256SUMS', 'a.deb', 'b.deb']);
  expect(modeOf(path)).toBe(0o755);
  expect(new Set(readdirSync(path).map((name) => modeOf(join(path, name))))).toEqual(
    new Set([0o644]),
  );
  const { system, files } = readSums(path)!;
  expect([system, files.map(({ name }) => name)]).toEqual([SYSTEM, ['a.deb', 'b.deb']]);
});

test('a package that is there stays, one that is broken comes again, one that was replaced goes', () => {
  filled({ 'same.deb': 'same', 'broken.deb': 'whole', 'lib_1.deb': 'old' });
  const { ino } = statSync(join(path, 'same.deb'));
  writeFileSync(join(path, 'broken.deb'), 'part');
  const again = filled({ 'same.deb': 'same', 'broken.deb': 'whole', 'lib_2.deb': 'new' });
  expect(again).toMatchObject({ files: 3, added: 2 });
  expect(readdirSync(path)).toEqual(['SHA256SUMS', 'broken.deb', 'lib_2.deb', 'same.deb']);
  expect(statSync(join(path, 'same.deb')).ino).toBe(ino);
});

test('a run that was ended between two names is gone on with', () => {
  filled({ 'a.deb': 'a' });
  mkdirSync(folder.partial);
  writeFileSync(join(folder.partial, 'SHA256SUMS'), `# ${SYSTEM}\n${'0'.repeat(64)}  b.deb\n`);
  writeFileSync(join(path, 'b.deb'), 'b');
  expect(folder.fault(SYSTEM)).toBeUndefined();
});

test('two runs do not fill it at once', () => {
  const lock = folder.begin()!;
  expect(new KitFolder(path).begin()).toBeUndefined();
  lock.release();
});

test('a folder of another system, and one with other things, are left alone', () => {
  filled({ 'a.deb': 'a' });
  expect(folder.fault(SYSTEM)).toBeUndefined();
  expect(folder.fault('ubuntu 22.04 x86_64')).toMatch(
    /has packages for debian 12 x86_64, and the hosts run ubuntu 22\.04 x86_64; name another folder$/,
  );
  writeFileSync(join(path, 'letter.txt'), '');
  expect(folder.fault(SYSTEM)).toMatch(/holds letter\.txt, which is not of this command/);
});

test('what is no folder is told, and nothing is made by asking', () => {
  expect(folder.fault(SYSTEM)).toBeUndefined();
  expect(existsSync(path)).toBe(false);
  writeFileSync(path, '');
  expect(folder.fault(SYSTEM)).toMatch(/packages is a file; name a folder for the packages$/);
  expect(new KitFolder(join(path, 'below')).fault(SYSTEM)).toContain(path);
});
