import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatProblems } from '../../lib/config/problem';
import { readConfiguration } from '../../lib/config/read-configuration';
import { xml } from './sample';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'configuration-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(content: string | Uint8Array): string {
  const file = join(folder, 'c.xml');
  writeFileSync(file, content);
  return file;
}

const toldAbout = (file: string) => formatProblems(readConfiguration(file).problems);

test('a file is read, and named as the operator named it', () => {
  const file = written(`\uFEFF${xml()}`);
  expect(readConfiguration(file).configuration).toMatchObject({ file, hosts: { length: 3 } });
});

test('a file of the largest size is read, one byte more is not', () => {
  const padded = (size: number) => xml() + ' '.repeat(size - xml().length);
  expect(toldAbout(written(padded(1048576)))).toBe('');
  expect(toldAbout(written(padded(1048577)))).toContain(
    'c.xml:1:1: error: it has 1048577 bytes; allowed: a UTF-8 file of at most 1048576 bytes',
  );
});

test.each([
  [0o600, false],
  [0o640, true],
  [0o604, true],
  [0o620, true],
  [0o602, true],
  [0o644, true],
])('a password in a file of mode %o: a warning with the command: %s', (mode, isTold) => {
  const file = written(xml({ 'login.password': 'planted' }));
  chmodSync(file, mode);
  const told = toldAbout(file);
  expect(told.includes(`warning: it holds login.password`)).toBe(isTold);
  expect(told.includes(`run "chmod 600 ${file}"`)).toBe(isTold);
  expect(told).not.toContain('planted');
});

test('a file without a password may be read by all', () => {
  const file = written(xml());
  chmodSync(file, 0o644);
  expect(toldAbout(file)).toBe('');
});

test('a file that is not there is a problem with the way to name another', () => {
  const file = join(folder, 'none.xml');
  expect(toldAbout(file)).toBe(
    `${file}:1:1: error: there is no such file; allowed: a UTF-8 file of at most 1048576 bytes; go to the folder of the XML, or name the file with --config or QUANTUM_KVM_CONFIG`,
  );
});

test('a file named without its folder is told with the folder that was looked in', () =>
  expect(toldAbout('none.xml')).toContain(`there is no such file in ${process.cwd()}; allowed`));

test('a folder is a problem', () => {
  mkdirSync(join(folder, 'd'));
  expect(toldAbout(join(folder, 'd'))).toContain('it is a folder');
});

test('a device is a problem', () => {
  expect(toldAbout('/dev/null')).toContain('it is not a regular file');
});

test.each([
  ['Latin 1', Buffer.from('<a b="\u00e4"/>', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFF<a/>', 'utf16le')],
])('a file in %s is a problem', (_, bytes) => {
  expect(toldAbout(written(bytes))).toContain('it is not UTF-8');
});

test('a path with a file in the place of a folder is a problem', () => {
  expect(toldAbout(join(written(''), 'x'))).toContain('there is no such file');
});

test('a file that may not be read is a problem', () => {
  const file = written(xml());
  chmodSync(file, 0);
  const becomeUser = process.seteuid && process.geteuid?.() === 0;
  chmodSync(folder, 0o755);
  if (becomeUser) process.seteuid?.(65534);
  try {
    expect(toldAbout(file)).toContain('it may not be read');
  } finally {
    if (becomeUser) process.seteuid?.(0);
  }
});
