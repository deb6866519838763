import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type * as BundledProvider from '../../../lib/node/provider/bundled-provider';
import { recordedDigest } from '../../../lib/node/provider/provider-digest';

const DIGEST = 'a'.repeat(64);

let folder: string;
let record: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  const module = jest.requireActual<typeof BundledProvider>('../../../lib/node/provider/bundled-provider');
  jest.spyOn(module, 'packageFolder').mockReturnValue(folder);
  record = join(folder, 'dist', 'provider', `${module.platform()}.sha256`);
  mkdirSync(dirname(record), { recursive: true });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('the provider must be what the build recorded among the compiled code', () => {
  writeFileSync(record, `${DIGEST}\n`, { mode: 0o644 });
  expect(recordedDigest()).toBe(DIGEST);
});

test.each<[string, () => void, string]>([
  ['is missing', () => undefined, 'is missing'],
  ['is no digest', () => writeFileSync(record, 'any'), 'holds no SHA-256 of the provider'],
  ['is too long', () => writeFileSync(record, DIGEST.repeat(100)), 'allowed are 1024'],
  [
    'can be written by others',
    () => {
      writeFileSync(record, DIGEST);
      chmodSync(record, 0o666);
    },
    'can be written by others than its owner (mode 0666)',
  ],
])('a record that %s says nothing, and is cured by a build', (_, prepare, sentence) => {
  prepare();
  expect(recordedDigest()).toEqual({
    reason: expect.stringContaining(sentence),
    cure: 'run "npm run build"',
  });
});
