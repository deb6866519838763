import { providerLock } from '../../../lib/node/provider/provider-lock';

test('the lock lists the providers by source, each pinned to the hash of every platform', () => {
  const types = ['null', 'libvirt'] as const;
  const lock = providerLock(
    types.map((type) => ({ type, source: `terraform.local/t/${type}`, version: '1.0.0' })),
    ['0', '1'].map((digit) => digit.repeat(64)),
  );
  expect(lock.match(/provider "[^"]*"/g)).toEqual([
    'provider "terraform.local/t/libvirt"',
    'provider "terraform.local/t/null"',
  ]);
  expect(lock.match(/h1:[A-Za-z0-9+/]{43}=/g)).toHaveLength(4);
});
