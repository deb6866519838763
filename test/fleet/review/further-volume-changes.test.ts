import { goneFromHost } from '../../../fleet/review/gone-from-host';
import { plannedChanges } from '../../../fleet/review/planned-change';
import { stakeOf } from '../../../fleet/review/stake';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';

type Actions = ResourceChange['change']['actions'];

const DATA = { name: 'vm054-data.qcow2', pool: 'default', capacity: 100, capacity_unit: 'GiB' };
const COPY = { name: 'image.qcow2', create: { content: { url: '/srv/images/base.qcow2' } } };

const volume = (
  actions: Actions,
  before: Attributes | null,
  after: Attributes | null,
): ResourceChange => ({
  ...{ address: 'libvirt_volume.Data', type: 'libvirt_volume' },
  change: { actions, before, after },
});

const rows = (...changes: ResourceChange[]) =>
  plannedChanges(changes, []).map(
    ({ text, consequence, object, property }) =>
      `${text} | ${consequence} | ${object} | ${property ?? ''}`,
  );

test.each<[string, Actions, Attributes | null, Attributes | null, string]>([
  ['new', ['create'], null, DATA, 'new volume of 100 GiB | none | vm054-data.qcow2 | '],
  [
    'copied',
    ['create'],
    null,
    COPY,
    'new volume with the content of base.qcow2 | none | image.qcow2 | ',
  ],
  ['new, of no size', ['create'], null, { name: 'a' }, 'new volume | none | a | '],
  [
    'larger',
    ['update'],
    DATA,
    { ...DATA, capacity: 200 },
    'volume 100 → 200 GiB | online | vm054-data.qcow2 | ',
  ],
  [
    'removed',
    ['delete'],
    DATA,
    null,
    'volume removed, with everything on it | data loss | vm054-data.qcow2 | ',
  ],
  [
    'removed that was a copy',
    ['delete'],
    COPY,
    null,
    'volume removed, with everything on it | data loss | image.qcow2 | ',
  ],
  [
    'replaced',
    ['delete', 'create'],
    DATA,
    { ...DATA, name: 'other.qcow2' },
    'volume replaced by a new one; everything on the old one is lost | data loss | vm054-data.qcow2 | ',
  ],
  [
    'made after its making failed',
    ['delete', 'create'],
    { ...DATA, id: null },
    DATA,
    'new volume of 100 GiB | none | vm054-data.qcow2 | ',
  ],
])('a %s volume of a site is told as such', (_, actions, before, after, expected) => {
  expect(rows(volume(actions, before, after))).toEqual([expected]);
});

test('one that goes takes data with it, one that comes makes no guest new', () => {
  expect(stakeOf([volume(['delete'], COPY, null)])).toMatchObject({ removesDisk: true });
  expect(goneFromHost([volume(['create'], null, DATA)])).toEqual([]);
});

test('one that is gone from the host is named', () => {
  expect(goneFromHost([{ ...volume(['create'], null, DATA), lost: DATA }])).toEqual([
    {
      text: 'the volume is gone from the host: a new one takes its place',
      object: 'vm054-data.qcow2',
      consequence: 'none',
      step: 2,
    },
  ]);
});
