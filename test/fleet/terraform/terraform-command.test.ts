import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InstalledProvider } from '../../../lib/node/bundled-provider';
import { terraformCommand } from '../../../fleet/terraform/terraform-command';

let folder: string;
let providers: InstalledProvider[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plugins-'));
  providers = [{ type: 'libvirt', source: 'terraform.local/t/libvirt', version: '1.0.0', folder }];
});
afterEach(() => rmSync(folder, { recursive: true }));

function install(): string {
  const program = join(folder, 'terraform-provider-libvirt_v1.0.0');
  writeFileSync(program, '');
  return program;
}

test('Terraform is started by the provider that serves it', () => {
  const binary = install();
  const args = ['run', 'tofu', 'plan', '-json'];
  expect(terraformCommand('tofu', ['plan', '-json'], providers)).toEqual({ binary, args });
});

test('initialization is Terraform alone', () => {
  install();
  const alone = { binary: 'tofu', args: ['init'] };
  expect(terraformCommand('tofu', ['init'], providers)).toEqual(alone);
});

test('without an installed provider Terraform says itself what is missing', () => {
  const alone = { binary: 'terraform', args: ['plan'] };
  expect(terraformCommand('terraform', ['plan'], providers)).toEqual(alone);
});
