import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as kit from '../lib';

const ROOT = join(__dirname, '..');
const TYPEDOC = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc');

interface Reflection {
  readonly name: string;
  readonly comment?: object;
  readonly signatures?: readonly Reflection[];
  readonly children?: readonly Reflection[];
}

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'api-'))));
afterAll(() => rmSync(folder, { recursive: true }));

test('all that a site can import is documented, and typedoc has nothing to say against it', () => {
  const file = join(folder, 'api.json');
  const args = [TYPEDOC, '--json', file, '--treatWarningsAsErrors'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    timeout: 110_000,
  });
  expect({ status, said: stdout + stderr }).toEqual({
    status: 0,
    said: expect.not.stringContaining('[warning]'),
  });
  const { children = [] } = JSON.parse(readFileSync(file, 'utf8')) as Reflection;
  const undocumented = children.filter(
    ({ comment, signatures = [] }) => !comment && !signatures.some((one) => one.comment),
  );
  expect(undocumented.map(({ name }) => name)).toEqual([]);
  const documented = children.map(({ name }) => name);
  // Generated from the provider's schema, which documents them.
  const generated = ['Domain', 'Network', 'Volume'];
  const values = Object.keys(kit).filter((name) => !generated.includes(name));
  expect(values.filter((name) => !documented.includes(name))).toEqual([]);
});
