import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLED_PROVIDERS, programFile } from '../../../lib/node/provider/bundled-provider';

const CHECKOUT = join(__dirname, '..', '..', '..');
const { version } = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as {
  version: string;
};

test('the providers have the version of the project and a source no registry answers for', () => {
  expect(BUNDLED_PROVIDERS.map((provider) => `${provider.source} ${provider.version}`)).toEqual([
    `terraform.local/quantum-kvm/libvirt ${version}`,
    `terraform.local/quantum-kvm/null ${version}`,
  ]);
});

test('their program stands in the package, for this platform', () => {
  expect(programFile()).toMatch(
    /\/dist\/provider\/linux_(?:amd64|arm64)\/terraform-provider-quantum-kvm$/,
  );
  expect(programFile().startsWith(CHECKOUT)).toBe(true);
});
