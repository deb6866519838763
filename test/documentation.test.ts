import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const ROOT = join(__dirname, '..');
const map = readFileSync(join(ROOT, 'docs', 'architecture.md'), 'utf8');

/** The names of all files of ours. */
function fileNames(): Set<string> {
  const folders = ['lib', 'fleet', 'cli', 'stacks', 'provider'];
  const names = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }),
  );
  return new Set(names.map((name) => basename(name)));
}

/** What stands between backquotes and has a folder and an ending. */
const paths = [...map.matchAll(/`([a-z][\w./-]*\/[\w./-]+\.(?:ts|go|sh))`/g)].map(
  ([, path]) => path!,
);
const names = [...map.matchAll(/`([a-z][\w-]*\.(?:ts|go|sh))`/g)].map(([, name]) => name!);

test.each(paths)('the map leads to %s', (path) => {
  const found = [path, join('provider', path)].some((file) => existsSync(join(ROOT, file)));
  expect(found).toBe(true);
});

test('files that the map names without their folder exist', () => {
  const all = fileNames();
  expect(names.filter((name) => !all.has(name) && name !== 'main.ts')).toEqual([]);
  expect(names.length).toBeGreaterThan(2);
});

const security = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8');
const proofs = [...security.matchAll(/`((?:test|provider|lib|cli)\/[\w./-]+)`/g)].map(
  ([, path]) => path!,
);

test.each([...new Set(proofs)])('what the claims of security name is there: %s', (path) => {
  expect(existsSync(join(ROOT, path))).toBe(true);
});

test('each of the claims of security names a test', () => {
  const rows = security.split('\n').filter((line) => /^\| [A-Z]/.test(line));
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter((row) => !/`(?:test|provider)\//.test(row))).toEqual([]);
});
