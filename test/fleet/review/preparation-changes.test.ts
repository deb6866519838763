import { plannedChanges } from '../../../fleet/review/planned-change';
import { withGone } from '../../../fleet/review/resources/preparation-changes';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';

const TRIGGERS = { QK_VM_NAME: 'vm054', script: 'a', host_key: 'k', QK_BRIDGES: 'br0' };

const again = (triggers: Attributes): ResourceChange => ({
  address: 'null_resource.x',
  type: 'null_resource',
  change: {
    actions: ['delete', 'create'],
    before: { triggers: { ...TRIGGERS, ...('QK_PURPOSE' in triggers && { QK_PURPOSE: 'x' }) } },
    after: { triggers: { ...TRIGGERS, ...triggers } },
  },
});

const told = (...changes: ResourceChange[]) =>
  plannedChanges(changes, []).map(({ text, property = '' }) => `${text} | ${property}`);

test.each<[Attributes, string]>([
  [{ script: 'b' }, 'another version of its script | '],
  [{ host_key: 'l' }, 'another SSH key of the host | '],
  [{ QK_VM_NAME: 'vm154' }, 'another VM name | kvm.prefix.string'],
  [{ QK_DATA_DISKS: '/dev/disk/by-id/a' }, 'other data disks | kvm.data.disks'],
  [{ QK_AUTHORIZED_KEY: 'ssh-ed25519 B' }, 'another key of the deployment | '],
  [{ QK_UNKNOWN: 'x' }, 'other settings | '],
])('a preparation that runs again says why: %j', (triggers, expected) => {
  expect(told(again(triggers))).toEqual([`prepare the host again: ${expected}`]);
});

test('the check before it changes nothing on the host', () => {
  expect(told(again({ QK_PURPOSE: 'x', QK_MEMORY_GIB: '192' }))).toEqual([
    'check the host again: another size of the memory | kvm.memory.size.gb',
  ]);
});

test('what is said in several values is one reason', () => {
  expect(told(again({ QK_BRIDGES: 'br0 br1', QK_MACS: 'a b' }))).toEqual([
    'prepare the host again: other NICs | kvm.network.number',
  ]);
});

test('several reasons are one row', () => {
  expect(told(again({ QK_BRIDGES: 'br0 br1', script: 'b' }))).toEqual([
    'prepare the host again: another version of its script, other NICs | ',
  ]);
});

test('what is gone from the host takes the place of what does not show in the plan', () => {
  const changes = plannedChanges([again({})], []);
  expect(changes.map(({ text }) => text)).toEqual(['prepare the host again']);
  expect(withGone(changes, ['pool default is gone']).map(({ text }) => text)).toEqual([
    'prepare the host again: pool default is gone',
  ]);
});

test('what is gone stands beside another reason', () => {
  const changes = plannedChanges([again({ script: 'b' })], []);
  expect(withGone(changes, ['pool default is gone']).map(({ text }) => text)).toEqual([
    'prepare the host again: pool default is gone',
    'prepare the host again: another version of its script',
  ]);
});
