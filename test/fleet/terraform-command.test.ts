import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedProviders } from '../../lib/facts';
import { terraformCommand } from '../../lib/fleet/terraform-command';

let home: string;
const before = process.env.HOME;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'home-'));
  process.env.HOME = home;
});
afterEach(() => {
  process.env.HOME = before;
  rmSync(home, { recursive: true });
});

/** Puts an empty program where the build puts the providers. */
function install(): string {
  const { folder, version } = installedProviders()[0]!;
  const program = join(folder, `terraform-provider-libvirt_v${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(program, '');
  chmodSync(program, 0o755);
  return program;
}

test('Terraform is started by the provider that serves it', () => {
  const program = install();
  expect(terraformCommand('tofu', ['plan', '-json'])).toEqual({
    binary: program,
    args: ['run', 'tofu', 'plan', '-json'],
  });
});

test('initialization is Terraform alone', () => {
  install();
  expect(terraformCommand('tofu', ['init'])).toEqual({ binary: 'tofu', args: ['init'] });
});

test('without an installed provider Terraform says itself what is missing', () => {
  expect(terraformCommand('terraform', ['plan'])).toEqual({
    binary: 'terraform',
    args: ['plan'],
  });
});
