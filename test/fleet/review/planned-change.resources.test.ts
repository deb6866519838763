import { resourceAddress } from '../../fixtures/resource-address';
import { plannedChanges } from '../../../fleet/review/planned-change';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';

type Actions = ResourceChange['change']['actions'];

const MACHINE = { name: 'vm054', running: true, memory: 128, memory_unit: 'GiB', vcpu: 4 };
const VOLUME = { name: 'vm054.qcow2', pool: 'default', capacity: 100, capacity_unit: 'GiB' };
const MEDIUM = { name: 'vm054-install.iso', create: { content: { url: 'a.iso' } } };
const NETWORK = { name: 'quantum-br0' };

/** The changes of a plan, `text | consequence | property`. */
function told(
  type: string,
  actions: Actions,
  before: Attributes | null,
  after: Attributes | null,
): string[] {
  const address = resourceAddress(type, before ?? after);
  const change = { address, type, change: { actions, before, after } };
  return plannedChanges([change], []).map(
    ({ text, consequence, property }) => `${text} | ${consequence} | ${property ?? ''}`,
  );
}

test.each<[string, string, Attributes, string]>([
  ['host', 'null_resource', {}, 'prepare the host | none | '],
  ['network', 'libvirt_network', NETWORK, 'new network quantum-br0 | none | '],
  ['system disk', 'libvirt_volume', VOLUME, 'new system disk of 100 GiB | none | '],
  [
    'system disk without a unit',
    'libvirt_volume',
    { ...VOLUME, capacity_unit: null },
    'new system disk of 100 bytes | none | ',
  ],
  [
    'medium',
    'libvirt_volume',
    MEDIUM,
    'install medium a.iso copied to the host | none | kvm.install.media',
  ],
  ['VM', 'libvirt_domain', MACHINE, 'new VM: 4 vCPUs, 128 GiB memory | none | '],
  [
    'VM with room for more vCPUs',
    'libvirt_domain',
    { ...MACHINE, vcpu_current: 2 },
    'new VM: 2 vCPUs, 128 GiB memory | none | ',
  ],
  ['resource nobody knows', 'libvirt_other', {}, 'create libvirt_other | none | '],
])('a new %s disturbs no guest', (_, type, after, expected) => {
  expect(told(type, ['create'], null, after)).toEqual([expected]);
});

test('a system disk whose making had failed is a new one', () => {
  const before = { ...VOLUME, id: null, path: '/var/lib/libvirt/images/vm054.qcow2' };
  expect(told('libvirt_volume', ['delete', 'create'], before, VOLUME)).toEqual([
    'new system disk of 100 GiB | none | ',
  ]);
});

test.each<[string, string, Actions, Attributes, string]>([
  ['network', 'libvirt_network', ['update'], NETWORK, 'network quantum-br0: | online | '],
  [
    'network made anew',
    'libvirt_network',
    ['delete', 'create'],
    NETWORK,
    'network quantum-br0 recreated | restart | ',
  ],
  [
    'volume of the same size',
    'libvirt_volume',
    ['update'],
    VOLUME,
    'volume: | online | kvm.system.size.gb',
  ],
  ['VM made anew', 'libvirt_domain', ['delete', 'create'], MACHINE, 'VM recreated | restart | '],
  ['resource nobody knows', 'libvirt_other', ['update'], {}, 'update libvirt_other | restart | '],
])('a changed %s means at most what it must', (_, type, actions, both, expected) => {
  expect(told(type, actions, both, both)).toEqual([expected]);
});

test('a VM that is made anew for its name comes from the prefix', () => {
  const replaced = told('libvirt_domain', ['delete', 'create'], MACHINE, {
    ...MACHINE,
    name: 'other054',
  });
  expect(replaced).toEqual(['VM recreated under another name | restart | kvm.prefix.string']);
});

test.each<[string, string, Attributes, string[]]>([
  ['preparation', 'null_resource', {}, []],
  ['network', 'libvirt_network', NETWORK, ['network quantum-br0 removed | none | ']],
  [
    'medium',
    'libvirt_volume',
    MEDIUM,
    ['install medium a.iso removed from the host | online | kvm.install.media'],
  ],
])('a %s that goes takes no data with it', (_, type, before, expected) => {
  expect(told(type, ['delete'], before, null)).toEqual(expected);
});

test.each<[string, Attributes, string]>([
  ['unit of memory', { memory: 131072, memory_unit: 'MiB' }, 'memory 128 GiB → 131072 MiB'],
  ['stop of the VM', { running: false }, 'VM is shut down'],
  [
    'limit of its shutdown',
    { destroy: { shutdown: { timeout: 300 } } },
    'shutdown timeout none → 300 s',
  ],
  [
    'CPU quota that was none',
    { cpu_tune: { period: 100000, quota: 50000 } },
    'CPU quota per vCPU none → 50 %',
  ],
  ['name', { name: 'other054' }, 'another VM name'],
  ['type', { type: 'kvm' }, 'virtualization type none → kvm'],
])('a changed %s is told in words of an operator', (_, changed, text) => {
  const [first] = told('libvirt_domain', ['update'], MACHINE, { ...MACHINE, ...changed });
  expect(first).toMatch(new RegExp(`^${text} \\|`));
});

test('changes that read alike are told once', () => {
  const change = { actions: ['create'], before: null, after: {} } as const;
  const preparation = ['a', 'b'].map((name) => ({
    address: `null_resource.${name}`,
    type: 'null_resource',
    change,
  }));
  expect(plannedChanges(preparation, [])).toHaveLength(1);
});
