import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { providerLock } from '../../lib/node/provider-lock';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('the lock lists the providers by source, each pinned to one hash', () => {
  writeFileSync(join(folder, 'terraform-provider-x_v1.0.0'), 'binary');
  const lock = providerLock(
    ['b', 'a'].map((type) => ({ source: `terraform.local/t/${type}`, version: '1.0.0', folder })),
  );
  expect(lock.match(/provider "[^"]*"/g)).toEqual([
    'provider "terraform.local/t/a"',
    'provider "terraform.local/t/b"',
  ]);
  expect(lock.match(/h1:[A-Za-z0-9+/]{43}=/g)).toHaveLength(2);
});
