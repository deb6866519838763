import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { directoryHash, providerLock } from '../../lib/node/provider-lock';
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

test('Terraform computes the same hash', () => {
  const platform = 'linux_amd64';
  const plugins = join(folder, 'plugins', 'terraform.local', 't', 'x', '1.0.0', platform);
  mkdirSync(plugins, { recursive: true });
  writeFileSync(join(plugins, 'terraform-provider-x_v1.0.0'), 'binary', { mode: 0o755 });
  writeFileSync(
    join(folder, 'main.tf.json'),
    '{"terraform":{"required_providers":{"x":{"source":"terraform.local/t/x","version":"1.0.0"}}}}',
  );
  const terraform = process.env.TERRAFORM_BINARY_NAME ?? 'terraform';
  const init = spawnSync(terraform, ['init', `-plugin-dir=${join(folder, 'plugins')}`], {
    cwd: folder,
  });
  expect(init.status).toBe(0);
  expect(readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8')).toContain(
    directoryHash(plugins),
  );
});
