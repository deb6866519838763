import { contentsOf, isCopy } from '../../../fleet/terraform/state-contents';

const resource = (type: string, attributes: object) => ({
  address: `${type}.a`,
  type,
  attributes: { ...attributes },
});

test('what stands on a host is said without what prepared it', () => {
  const resources = [
    resource('null_resource', { id: '1' }),
    resource('libvirt_network', { name: 'quantum-br0' }),
    resource('libvirt_volume', { name: 'vm054.qcow2', pool: 'default' }),
    resource('libvirt_domain', { name: 'vm054' }),
  ];
  expect(contentsOf(resources)).toEqual([
    'network quantum-br0',
    'volume default/vm054.qcow2',
    'VM vm054',
  ]);
});

test.each([
  [{ create: { content: { url: 'a.iso' } } }, true],
  [{ create: null }, false],
  [{}, false],
])('a volume %j is a copy of a file: %s', (volume, expected) => {
  expect(isCopy(volume)).toBe(expected);
});
