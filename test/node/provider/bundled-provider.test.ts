import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installedProviders, isInstalled } from '../../../lib/node/provider/bundled-provider';

const { version } = JSON.parse(
  readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8'),
) as {
  version: string;
};
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'bundled-provider-'));
  jest.spyOn(os, 'homedir').mockReturnValue(home);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(home, { recursive: true });
});

test('the providers have the version of the project and a source no registry answers for', () => {
  expect(installedProviders().map((provider) => `${provider.source} ${provider.version}`)).toEqual([
    `terraform.local/quantum-kvm/libvirt ${version}`,
    `terraform.local/quantum-kvm/null ${version}`,
  ]);
});

test('a provider is installed when its binary is where Terraform looks', () => {
  expect(installedProviders().map(isInstalled)).toEqual([false, false]);
  const [libvirt] = installedProviders();
  const folder = libvirt?.folder ?? '';
  expect(folder).toMatch(/terraform\.local\/quantum-kvm\/libvirt\/[0-9.]+\/[a-z]+_[a-z0-9]+$/);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `terraform-provider-libvirt_v${version}`), '');
  expect(installedProviders().map(isInstalled)).toEqual([true, false]);
});
