import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDistrust, pathDistrust, readTrusted } from '../../../lib/node/file/trusted-path';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'trusted-')));
  mkdirSync(join(root, 'a', 'b'), { recursive: true, mode: 0o755 });
  writeFileSync(join(root, 'a', 'b', 'file'), 'content', { mode: 0o644 });
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (...names: string[]) => join(root, ...names);
const FILE = ['a', 'b', 'file'];

test('what root or this user owns and alone can write is trusted, also below a sticky folder', () => {
  expect(pathDistrust(at(...FILE))).toBeUndefined();
  chmodSync(at('a'), 0o1777);
  expect(pathDistrust(at(...FILE))).toBeUndefined();
});

test.each<[string, string[], number, string]>([
  ['the file', FILE, 0o666, '(mode 0666); allowed is 0644'],
  ['the file by its group', FILE, 0o664, '(mode 0664); allowed is 0644'],
  ['a sticky file', FILE, 0o1666, '(mode 1666); allowed is 1644'],
  ['its folder', ['a', 'b'], 0o775, '(mode 0775); allowed is 0755'],
  ['a folder above it', ['a'], 0o777, '(mode 0777); allowed is 0755'],
])('%s that others can write is named, with what to do', (_, names, mode, expected) => {
  chmodSync(at(...names), mode);
  expect(pathDistrust(at(...FILE))).toEqual({
    reason: `${at(...names)} can be written by others than its owner ${expected}`,
    cure: `see who wrote it, then "chmod go-w ${at(...names)}"`,
  });
});

test('a link is as good as all on its way', () => {
  symlinkSync(at('a', 'b'), at('link'));
  symlinkSync('../link/./file', at('a', 'again'));
  expect(pathDistrust(at('a', 'again'))).toBeUndefined();
  chmodSync(at('a', 'b'), 0o777);
  expect(pathDistrust(at('a', 'again'))?.reason).toContain(`${at('a', 'b')} can be written`);
});

test('links that lead in a circle are an error, as is a path that leads nowhere', () => {
  symlinkSync('circle', at('circle'));
  expect(() => pathDistrust(at('circle'))).toThrow('too many symbolic links');
  expect(() => pathDistrust(at('none'))).toThrow('ENOENT');
});

test('a file is read once it is known to be one, and not too long', () => {
  expect(readTrusted(at(...FILE), 7).toString()).toBe('content');
  expect(readTrusted(at(...FILE), 6)).toMatchObject({
    reason: `${at(...FILE)} has 7 bytes; allowed are 6`,
  });
  expect(readTrusted(at('a'), 7)).toMatchObject({ reason: `${at('a')} is no regular file` });
  expect(isDistrust(readTrusted(at('none'), 7))).toBe(true);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot.each([['a'], ['a', 'b'], FILE])('what belongs to another user is named: %s', (...names) => {
  chownSync(at(...names), 12345, 0);
  expect(pathDistrust(at(...FILE))).toEqual({
    reason: `${at(...names)} belongs to the user with the number 12345; allowed are root and the user that runs this`,
    cure: `see who wrote it, then "chown 0 ${at(...names)}"`,
  });
});
