import { lostDisks } from '../../../fleet/review/lost-disk';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';

const made = (type: string, after: object): ResourceChange => ({
  address: `${type}.A`,
  type,
  change: { actions: ['create'], before: null, after: after as never },
});
const DISK = made('libvirt_volume', { pool: 'default', name: 'vm054.qcow2' });

test('a new disk under a VM that is there is empty, where its guest had one', () => {
  expect(lostDisks([DISK])).toEqual([
    {
      text: "the VM's system disk is gone: an empty one takes its place",
      object: 'default/vm054.qcow2',
      consequence: 'reinstall',
      step: 2,
    },
  ]);
});

test.each([
  ['a VM that is new', [DISK, made('libvirt_domain', { name: 'vm054' })]],
  ['an install medium', [made('libvirt_volume', { name: 'vm054-install.iso', create: {} })]],
])('%s has lost nothing', (_, changes) => {
  expect(lostDisks(changes)).toEqual([]);
});
