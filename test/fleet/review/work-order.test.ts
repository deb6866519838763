import { resourceAddress } from '../../fixtures/resource-address';
import { plannedChanges } from '../../../fleet/review/planned-change';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';
import { MACHINE } from './golden-plans';

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

const made = (type: string, after: Attributes) => resource(type, ['create'], null, after);
const gone = (type: string, before: Attributes) => resource(type, ['delete'], before, null);
const texts = (...changes: ResourceChange[]) => plannedChanges(changes, []).map(({ text }) => text);

const DISK = { name: 'vm054.qcow2', pool: 'default', capacity: 100, capacity_unit: 'GiB' };
const MEDIUM = {
  name: 'vm054-install.iso',
  create: { content: { url: '/opt/deploy/ubuntu.iso' } },
};

test('the host is prepared, networks and disks are made, and then the VM', () => {
  expect(
    texts(
      made('libvirt_domain', MACHINE),
      made('libvirt_volume', DISK),
      made('libvirt_network', { name: 'quantum-br0' }),
      made('null_resource', {}),
    ),
  ).toEqual([
    'prepare the host',
    'new network quantum-br0',
    'new system disk of 100 GiB',
    'new VM: 2 vCPUs, 128 GiB memory',
  ]);
});

test('what goes, goes the other way round', () => {
  expect(
    texts(
      gone('libvirt_network', { name: 'quantum-br0' }),
      gone('libvirt_volume', DISK),
      gone('libvirt_domain', MACHINE),
    ),
  ).toEqual([
    'VM removed',
    'system disk removed, with everything on it',
    'network quantum-br0 removed',
  ]);
});

test('a VM of one vCPU has no vCPUs', () => {
  expect(texts(made('libvirt_domain', { ...MACHINE, vcpu_current: 1 }))).toEqual([
    'new VM: 1 vCPU, 128 GiB memory',
  ]);
});

test.each<[string, unknown, unknown, Attributes | null, Attributes | null, string]>([
  ['that goes', 'vm054-install.iso', null, MEDIUM, null, 'ubuntu.iso → none'],
  ['that comes', null, undefined, null, MEDIUM, 'none → ubuntu.iso'],
  ['taken out by hand', null, 'vm054-install.iso', null, null, 'none → its copy on the host'],
  ['put in by hand', 'other.iso', null, null, null, 'other.iso → none'],
])('a medium %s is named by its ISO', (_, from, to, before, after, expected) => {
  const drive = (name: unknown) => ({
    device: 'cdrom',
    target: { dev: 'sda' },
    source:
      name === null ? null : { file: name === undefined ? {} : { file: `/pool/${String(name)}` } },
  });
  const machine = (name: unknown) => ({ ...MACHINE, devices: { disks: [drive(name)] } });
  const changes = [resource('libvirt_domain', ['update'], machine(from), machine(to))];
  if (before) changes.push(gone('libvirt_volume', before));
  if (after) changes.push(made('libvirt_volume', after));
  expect(texts(...changes)).toContain(`install medium ${expected}`);
});
