import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from '../../../lib/node/provider/bundled-provider';
import { recordedDigest, recordedDigests } from '../../../lib/node/provider/provider-digest';
import { providersIn } from '../../fixtures/built-provider';

const DIGEST = 'a'.repeat(64);
const OTHER = 'b'.repeat(64);

let folder: string;
let record: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'package-'));
  providersIn(folder);
  record = join(folder, `${platform()}.sha256`);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(file: string, text: string, mode = 0o644): void {
  writeFileSync(file, text);
  chmodSync(file, mode);
}

test('the provider must be what the build recorded among the compiled code', () => {
  write(record, `${DIGEST}\n`);
  expect(recordedDigest()).toBe(DIGEST);
});

test('the digests of all platforms are known, and what else stands there is none', () => {
  write(record, `${DIGEST}\n`);
  write(join(folder, 'plan9_mips.sha256'), `${OTHER}\n`);
  mkdirSync(join(folder, 'plan9_mips'));
  expect(recordedDigests()).toEqual([DIGEST, OTHER]);
});

test('on a platform that the package was not built for it says which these are', () => {
  write(join(folder, 'plan9_mips.sha256'), DIGEST);
  expect(recordedDigest()).toEqual({
    reason: `this package holds the provider for plan9_mips, and this machine is ${platform()}`,
    cure: 'use a deployment node of one of these',
  });
  expect(recordedDigests()).toEqual(recordedDigest());
});

test.each<[string, () => void, string]>([
  ['is missing', () => undefined, 'is missing'],
  ['is no digest', () => write(record, 'any'), 'holds no SHA-256 of the provider'],
  ['is too long', () => write(record, DIGEST.repeat(100)), 'allowed are 1024'],
  [
    'can be written by others',
    () => write(record, DIGEST, 0o666),
    'can be written by others than its owner (mode 0666)',
  ],
])('a record that %s says nothing, and is cured by the package', (_, prepare, sentence) => {
  prepare();
  const distrust = {
    reason: expect.stringContaining(sentence),
    cure: 'install the package again, or run "npm run build" where it is a checkout of the source',
  };
  expect(recordedDigest()).toEqual(distrust);
  expect(recordedDigests()).toEqual(distrust);
});
