import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(__dirname, '..', '..', 'scripts', 'terraform-binary.sh');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'programs-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function install(name: string): string {
  const file = join(folder, name);
  writeFileSync(file, '#!/bin/sh\n', { mode: 0o755 });
  return file;
}

/** What scripts start, where this folder alone is PATH. */
function found(named?: string): string {
  const env = { PATH: folder, ...(named !== undefined && { TERRAFORM_BINARY_NAME: named }) };
  const args = ['-euc', `. '${SCRIPT}'; terraform_binary`];
  const { stdout, stderr } = spawnSync('/bin/sh', args, { env, encoding: 'utf8' });
  return (stdout + stderr).trim();
}

test('scripts start Terraform where it is there, else OpenTofu', () => {
  const tofu = install('tofu');
  expect([found(), found('')]).toEqual([tofu, tofu]);
  const terraform = install('terraform');
  expect(found()).toBe(terraform);
});

test('they start what TERRAFORM_BINARY_NAME names, by name or path, and nothing else', () => {
  const [, tofu] = ['terraform', 'tofu'].map(install);
  const mine = install('my terraform');
  expect([found('tofu'), found(mine)]).toEqual([tofu, mine]);
  expect(found('elsewhere')).toBe(
    'TERRAFORM_BINARY_NAME is elsewhere, which is no program; name Terraform or OpenTofu 1.10 or newer',
  );
});

test('where there is neither, one sentence says what to install', () => {
  expect(found()).toBe(
    'neither terraform nor tofu is in PATH; install Terraform or OpenTofu 1.10 or newer, or name it in TERRAFORM_BINARY_NAME',
  );
});
