import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  TerraformBinary,
  findTerraform,
  isSupported,
  programText,
  unsupported,
} from '../../../lib/node/terraform/terraform-binary';
import { Distrust } from '../../../lib/node/file/trusted-path';
import { ownPath } from './own-path';

const path = ownPath();

function install(name: string, version: string, more = ''): string {
  const file = join(path.folder, name);
  writeFileSync(
    file,
    `#!/bin/sh\n[ "$*" = "version -json" ] && echo '{"terraform_version":"${version}"${more}}'\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

async function found(): Promise<TerraformBinary> {
  return (await findTerraform()) as TerraformBinary;
}

/** Why there is none. */
async function reason(): Promise<unknown> {
  return ((await findTerraform()) as Distrust).reason;
}

test('Terraform is taken before OpenTofu', async () => {
  install('terraform', '1.11.4');
  install('tofu', '1.10.0');
  const file = join(path.folder, 'terraform');
  expect(await findTerraform()).toMatchObject({ name: 'terraform', file, version: '1.11.4' });
});

test('OpenTofu serves where there is no Terraform', async () => {
  install('tofu', '1.10.0');
  expect(await findTerraform()).toMatchObject({ name: 'tofu', version: '1.10.0' });
});

test('which of the two it is is told by its answer, not by its name', async () => {
  install('terraform', '1.10.10');
  expect(programText(await found())).toBe('OpenTofu 1.10.10');
  install('terraform', '1.11.4', ',"terraform_outdated":false');
  expect(programText(await found())).toBe('Terraform 1.11.4');
});

test('TERRAFORM_BINARY_NAME decides alone', async () => {
  install('terraform', '1.11.4');
  process.env.TERRAFORM_BINARY_NAME = join(path.folder, 'missing');
  expect(await reason()).toBe(
    `TERRAFORM_BINARY_NAME is ${join(path.folder, 'missing')}, which is not there (ENOENT)`,
  );
  process.env.TERRAFORM_BINARY_NAME = install('mine', '1.12.0');
  expect(await findTerraform()).toMatchObject({ version: '1.12.0' });
});

test('one that others can change is not even asked for its version', async () => {
  const asked = join(path.folder, 'asked');
  const file = join(path.folder, 'terraform');
  writeFileSync(file, `#!/bin/sh\n: >${asked}\n`);
  chmodSync(file, 0o777);
  install('tofu', '1.10.0');
  expect(await findTerraform()).toEqual({
    reason: `${file} can be written by others than its owner (mode 0777); allowed is 0755`,
    cure: `see who wrote it, then "chmod go-w ${file}"`,
  });
  expect(existsSync(asked)).toBe(false);
});

test('nothing is taken for Terraform for standing in the current folder', async () => {
  install('terraform', '1.11.4');
  const before = process.cwd();
  process.env.PATH = '.:';
  process.chdir(path.folder);
  const there = await findTerraform();
  process.chdir(before);
  expect(there).toMatchObject({ reason: 'neither terraform nor tofu is a program in PATH' });
});

test.each([
  [
    'says something else',
    '#!/bin/sh\necho hello\n',
    'does not answer "version -json" as Terraform does',
  ],
  [
    'fails',
    '#!/bin/sh\nexit 3\n',
    'does not answer "version -json" as Terraform does: exit code 3',
  ],
  ['needs what is not there', '#!/no/such/program\n', 'cannot be started (ENOENT)'],
])('a binary that %s is none, and is said to be so', async (_, content, fault) => {
  const file = join(path.folder, 'terraform');
  writeFileSync(file, content, { mode: 0o755 });
  expect(await findTerraform()).toEqual({
    reason: `${file} ${fault}`,
    cure: 'install Terraform or OpenTofu 1.10 or newer, or name it in TERRAFORM_BINARY_NAME',
  });
});

test('a file that is no program, named by its path or to be found in PATH', async () => {
  const file = join(path.folder, 'terraform');
  writeFileSync(file, '', { mode: 0o644 });
  expect(await reason()).toBe('neither terraform nor tofu is a program in PATH');
  process.env.TERRAFORM_BINARY_NAME = file;
  expect(await reason()).toBe(
    `TERRAFORM_BINARY_NAME is ${file}, which this user may not run (EACCES)`,
  );
  process.env.TERRAFORM_BINARY_NAME = 'elsewhere';
  expect(await reason()).toBe('TERRAFORM_BINARY_NAME is elsewhere, and no such program is in PATH');
});

test('a release that is too old is told with its version', () => {
  const binary = { name: 'tofu', file: '/usr/bin/tofu', version: '1.9.0' };
  expect(unsupported(binary)?.reason).toBe('tofu is version 1.9.0, needed is 1.10 or newer');
  expect(unsupported({ ...binary, version: '1.10.0' })).toBeUndefined();
});

test.each([
  ['1.9.8', false],
  ['1.10.0', true],
  ['1.10.0-beta1', true],
  ['1.11.4', true],
  ['2.0.0', true],
  ['0.15.5', false],
])('version %s is supported: %s', (version, supported) => {
  expect(isSupported({ version })).toBe(supported);
});
