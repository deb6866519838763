import {
  contentsOf,
  holdsData,
  isFurtherVolume,
  isMedium,
} from '../../../fleet/terraform/state-contents';

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
  ['libvirt_volume.SystemDisk_4185F0E4', true, false, false],
  ['libvirt_volume.InstallMedia_7DC6697B', false, true, false],
  ['libvirt_volume.Data', true, false, true],
  ['libvirt_volume.SystemDiskOfMine_1', true, false, true],
  ['libvirt_network.InstallMedia_1', false, false, false],
])(
  '%s holds data: %s, is a medium: %s, is one of the site: %s',
  (address, data, medium, further) => {
    const resource = { address, type: address.split('.')[0]! };
    expect([holdsData(resource), isMedium(resource), isFurtherVolume(resource)]).toEqual([
      data,
      medium,
      further,
    ]);
  },
);
