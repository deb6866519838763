import fc from 'fast-check';
import { storagePool } from '../../lib/machine/storage-pool';

test.each([
  ['/var/lib/libvirt/images', 'default'],
  ['/data', 'quantum-data'],
  ['/data/vms', 'quantum-data-vms'],
  ['/data-vms', 'quantum-data--vms'],
  ['/data/kvm_1.d', 'quantum-data-kvm_1.d'],
])('%s is pool %s', (path, poolName) => {
  expect(storagePool(path)).toEqual({ poolName, poolPath: path });
});

test('two locations never share a pool', () => {
  const part = fc.stringMatching(/^[a-b_]([a-b-]{0,3}[a-b_])?$/);
  const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`);
  fc.assert(
    fc.property(path, path, (a, b) => {
      expect(storagePool(a).poolName === storagePool(b).poolName).toBe(a === b);
    }),
    { numRuns: 2000 },
  );
});
