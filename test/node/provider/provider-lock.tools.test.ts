import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderHash } from '../../../lib/node/provider/provider-lock';
import { TERRAFORM_BINARY } from '../../fixtures/terraform-binary';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('Terraform computes the same hash', () => {
  const platform = 'linux_amd64';
  const plugins = join(folder, 'plugins', 'terraform.local', 't', 'x', '1.0.0', platform);
  mkdirSync(plugins, { recursive: true });
  writeFileSync(join(plugins, 'terraform-provider-x_v1.0.0'), 'binary', { mode: 0o755 });
  writeFileSync(
    join(folder, 'main.tf.json'),
    '{"terraform":{"required_providers":{"x":{"source":"terraform.local/t/x","version":"1.0.0"}}}}',
  );
  const init = spawnSync(TERRAFORM_BINARY, ['init', `-plugin-dir=${join(folder, 'plugins')}`], {
    cwd: folder,
  });
  expect(init.status).toBe(0);
  expect(readFileSync(join(folder, '.terraform.lock.hcl'), 'utf8')).toContain(
    folderHash('terraform-provider-x_v1.0.0', createHash('sha256').update('binary').digest('hex')),
  );
});
