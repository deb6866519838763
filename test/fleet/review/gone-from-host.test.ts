import { resourceAddress } from '../../fixtures/resource-address';
import { goneFromHost } from '../../../fleet/review/gone-from-host';
import { ResourceChange } from '../../../fleet/terraform/saved-plan';

const made = (type: string, after: object, isLost = false): ResourceChange => ({
  address: resourceAddress(type, after),
  type,
  change: { actions: ['create'], before: null, after: after as never },
  ...(isLost && { lost: after as never }),
});
const DATA = '/dev/disk/by-id/wwn-1';
const disk = (isLost = false) =>
  made('libvirt_volume', { pool: 'default', name: 'vm054.qcow2' }, isLost);
const machine = (isLost = false, devices: object = {}) =>
  made('libvirt_domain', { name: 'vm054', devices }, isLost);
const rows = (...changes: ResourceChange[]) => goneFromHost(changes);

test('a new disk under a VM that is there is empty, where its guest had one', () => {
  const expected = {
    text: 'the system disk is gone from the host: an empty one takes its place, the guest is installed again',
    object: 'default/vm054.qcow2',
    consequence: 'reinstall',
    step: 2,
  };
  expect(rows(disk(true))).toEqual([expected]);
  expect(rows(disk())).toEqual([expected]);
  // One that was kept when its VM was destroyed.
  expect(rows(disk(true), machine())).toEqual([expected]);
});

test.each([true, false])(
  'a VM that is gone with its system disk is installed again (the state held the disk: %s)',
  (held) => {
    expect(rows(disk(held), machine(true))).toEqual([
      {
        text: 'the VM and its system disk are gone from the host: made anew, the guest is installed again',
        object: 'vm054',
        consequence: 'reinstall',
        step: 2,
      },
    ]);
  },
);

test('a VM that is gone without its disk is made with it, and nothing is lost', () => {
  expect(rows(machine(true))).toEqual([
    {
      text: 'the VM is gone from the host: made anew with its system disk, which is there',
      object: 'vm054',
      consequence: 'none',
      step: 3,
    },
  ]);
});

test('data disks are named by their paths', () => {
  const devices = {
    disks: [{ source: { file: { file: '/vm054.qcow2' } } }, { source: { block: { dev: DATA } } }],
  };
  expect(rows(machine(true, devices))).toContainEqual({
    text: 'data disk given to the VM that is made anew, with what is on it',
    ...{ object: DATA, property: 'kvm.data.disks', consequence: 'none', step: 3 },
  });
});

test.each([
  ['a VM that is new', [disk(), machine()]],
  ['an install medium', [made('libvirt_volume', { name: 'vm054-install.iso', create: {} }, true)]],
])('%s has lost nothing', (_, changes) => {
  expect(goneFromHost(changes)).toEqual([]);
});
