import { resourceAddress } from '../../fixtures/resource-address';
import { PlannedChange, plannedChanges } from '../../../fleet/review/planned-change';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';
import { Diagnostic } from '../../../fleet/terraform/terraform-event';
import { MACHINE, goldenPlans, said, update } from './golden-plans';

const volume = {
  name: 'vm054.qcow2',
  pool: 'default',
  capacity: 100,
  capacity_unit: 'GiB',
  create: null,
};
const medium = { name: 'vm054-install.iso', capacity: 5, create: { content: { url: 'a.iso' } } };

const resource = (
  type: string,
  actions: ResourceChange['change']['actions'],
  before: Attributes | null,
  after: Attributes | null,
): ResourceChange => ({
  address: resourceAddress(type, before ?? after),
  type,
  change: { actions, before, after },
});

const told = (change: ResourceChange, diagnostics: readonly Diagnostic[] = []) =>
  plannedChanges([change], diagnostics).map(
    ({ text, consequence, property }) => `${text} | ${consequence} | ${property ?? ''}`,
  );

const withoutStep = (changes: readonly PlannedChange[]) =>
  changes.map(({ step: _, ...change }) => change);

test.each(goldenPlans())(
  'an update of the VM is told: $title',
  ({ before, after, record, rows }) => {
    expect(withoutStep(plannedChanges([update(before, after)], [said(record)]))).toEqual(rows);
  },
);

const memory = { version: 1, vm: 'vm054', changes: [{ attribute: 'memory', effect: 'online' }] };

test.each<[string, readonly Diagnostic[]]>([
  ['nothing', []],
  ['a sentence alone', [said(memory, { detail: 'The change of memory is applied at once.' })]],
  ['what is no JSON', [said('{')]],
  ['what is another document', [said('[]')]],
  ['a record of another version', [said({ ...memory, version: 2 })]],
  ['a record with an unknown name', [said({ ...memory, more: 1 })]],
  [
    'an effect that is not known',
    [said({ ...memory, changes: [{ attribute: 'memory', effect: 'soon' }] })],
  ],
  ['a record of another VM', [said({ ...memory, vm: 'vm055' })]],
  ['a record of another resource', [said(memory, { address: 'libvirt_domain.Other' })]],
  ['a record without a resource', [said(memory, { address: undefined })]],
  ['an error', [said(memory, { severity: 'error' })]],
  ['two records', [said(memory), said({ ...memory, changes: [] })]],
  ['a record before the last line', [said(`${JSON.stringify(memory)}\nFor memory`)]],
  ['another attribute', [said({ ...memory, changes: [{ attribute: 'cpu', effect: 'online' }] })]],
])('where the provider says %s of a change, it restarts', (_, diagnostics) => {
  expect(withoutStep(plannedChanges([update({}, { memory: 192 })], diagnostics))).toEqual([
    { text: 'memory 128 → 192 GiB', consequence: 'restart', property: 'kvm.memory.size.gb' },
  ]);
});

test('where it says nothing of the disks, one that goes is lost', () => {
  const disks = (MACHINE.devices as { disks: readonly unknown[] }).disks;
  const consequences = (after: readonly unknown[]) =>
    plannedChanges([update({}, { devices: { disks: after } })], []).map((row) => row.consequence);
  expect(consequences([disks[0], disks[2]])).toEqual(['data loss']);
  expect(consequences([disks[0], disks[1]])).toEqual(['restart']);
});

describe('where the VM is there and the file of its system disk is made anew', () => {
  const disks = (MACHINE.devices as { disks: readonly Attributes[] }).disks;
  const FILE = '/pool/vm054.qcow2';
  /** Where it will stand is known when it is made. */
  const unknown = { ...disks[0], source: { file: {} } };
  const made = resource('libvirt_volume', ['create'], null, volume);
  const goes = (file: string, ...others: readonly Attributes[]) =>
    update(
      { devices: { disks: [{ ...disks[0], source: { file: { file } } }, ...disks.slice(1)] } },
      { devices: { disks: [unknown, ...disks.slice(1), ...others] } },
    );
  const lost = { attribute: 'devices.disks', device: 'vda', effect: 'data loss' };
  const rows = (
    changes: readonly ResourceChange[],
    path?: string,
    records: readonly object[] = [],
  ) =>
    plannedChanges(changes, [said({ ...memory, changes: [lost, ...records] })], path).map(
      ({ text, consequence }) => `${text}: ${consequence}`,
    );
  const NEW = 'new system disk of 100 GiB: none';
  const LOSS = 'system disk replaced by another disk: data loss';

  test('no more is lost than that file', () => {
    expect(rows([{ ...made, lost: { path: FILE } }, goes(FILE)])).toEqual([NEW]);
    expect(rows([made, goes(FILE)], FILE)).toEqual([NEW]);
  });

  test('what else becomes of its disks is told', () => {
    const added = { ...disks[1], source: { block: { dev: '/dev/new' } }, target: { dev: 'vdz' } };
    const record = { attribute: 'devices.disks', device: 'vdz', effect: 'online' };
    expect(rows([made, goes(FILE, added)], FILE, [record])).toEqual([
      NEW,
      'data disk /dev/new added as vdz: online',
    ]);
  });

  test.each<[string, readonly ResourceChange[], string | undefined]>([
    ['has another file', [made, goes('/pool/vm054.snapshot')], FILE],
    ['has one of that name elsewhere', [made, goes('/other/vm054.qcow2')], FILE],
    ['has one that nothing is known of', [made, goes(FILE)], undefined],
    ['has one that is not made anew', [goes(FILE)], FILE],
  ])('a VM that %s loses what is on it', (_, changes, path) => {
    expect(rows(changes, path)).toContain(LOSS);
  });
});

test('of two changes that read alike the worse counts', () => {
  const changes = [
    { attribute: 'update', effect: 'restart' },
    { attribute: 'destroy', effect: 'none' },
  ];
  const timeout = { shutdown: { timeout: 60 } };
  const both = update({}, { update: timeout, destroy: timeout });
  expect(plannedChanges([both], [said({ ...memory, changes })])).toMatchObject([
    { text: 'shutdown timeout 300 → 60 s', consequence: 'restart' },
  ]);
});

test.each<[string, ResourceChange, string[]]>([
  [
    'a grown system disk',
    resource('libvirt_volume', ['update'], volume, { ...volume, capacity: 200 }),
    ['system disk 100 → 200 GiB | online | kvm.system.size.gb'],
  ],
  [
    'a volume that changes otherwise in place',
    resource('libvirt_volume', ['update'], volume, { ...volume, type: 'block' }),
    ['volume: type | restart | kvm.system.size.gb'],
  ],
  [
    'a network that starts with the host',
    resource('libvirt_network', ['update'], { name: 'n' }, { name: 'n', autostart: true }),
    ['network n: autostart | online | '],
  ],
  [
    'a network that changes otherwise in place',
    resource('libvirt_network', ['update'], { name: 'n' }, { name: 'n', mtu: 9000 }),
    ['network n: mtu | restart | '],
  ],
  [
    'a moved system disk',
    resource('libvirt_volume', ['delete', 'create'], volume, { ...volume, pool: 'quantum-x' }),
    [
      'system disk replaced by a new, empty one: pool default → quantum-x | reinstall | kvm.location.path',
      'everything on the old system disk is lost | data loss | ',
    ],
  ],
  [
    'a smaller system disk',
    resource('libvirt_volume', ['delete', 'create'], volume, { ...volume, capacity: 50 }),
    [
      'system disk replaced by a new, empty one: 100 GiB → 50 GiB | reinstall | kvm.system.size.gb',
      'everything on the old system disk is lost | data loss | ',
    ],
  ],
  [
    'a renamed system disk',
    resource('libvirt_volume', ['delete', 'create'], volume, { ...volume, name: 'vm154.qcow2' }),
    [
      'system disk replaced by a new, empty one: another VM name | reinstall | kvm.prefix.string',
      'everything on the old system disk is lost | data loss | ',
    ],
  ],
  [
    'a system disk removed',
    resource('libvirt_volume', ['delete'], volume, null),
    ['system disk removed, with everything on it | data loss | '],
  ],
  [
    'a medium copied again',
    resource('libvirt_volume', ['delete', 'create'], medium, { ...medium, capacity: 6 }),
    ['install medium a.iso copied again | online | kvm.install.media'],
  ],
  [
    'a new preparation',
    resource('null_resource', ['delete', 'create'], {}, {}),
    ['prepare the host again | none | '],
  ],
  [
    'a resource type nobody knows',
    resource('libvirt_other', ['delete'], {}, null),
    ['delete libvirt_other | data loss | '],
  ],
])('%s has its consequence', (_, change, expected) => {
  expect(told(change)).toEqual(expected);
});

test('a VM that goes without its system disk is shut down within the time that it was deployed with, and one that goes with it is lost', () => {
  const gone = [
    resource('libvirt_volume', ['delete'], medium, null),
    resource('libvirt_domain', ['delete'], MACHINE, null),
  ];
  expect(withoutStep(plannedChanges(gone, []))).toMatchObject([
    {
      text: 'VM shut down, its power cut after 300 s, and removed; its disks stay',
      consequence: 'shutdown',
    },
    { text: 'install medium a.iso removed from the host', consequence: 'online' },
  ]);
  const timed = { ...MACHINE, destroy: { graceful: true, shutdown: { timeout: 90 } } };
  expect(
    withoutStep(plannedChanges([resource('libvirt_domain', ['delete'], timed, null)], [])),
  ).toEqual([
    {
      text: 'VM shut down, its power cut after 90 s, and removed; its disks stay',
      consequence: 'shutdown',
    },
  ]);
  const disk = resource('libvirt_volume', ['delete'], volume, null);
  expect(withoutStep(plannedChanges([disk, ...gone], []))[0]).toEqual({
    text: 'VM removed',
    object: 'vm054',
    consequence: 'data loss',
  });
});
