import { kitSystems, systemText } from '../../lib/kit/kit-system';
import { facts } from '../machine/sample';

const host = (id: string, version: string, ...idLike: string[]) => ({
  ...facts,
  os: { id, version, idLike },
});

test.each([
  ['debian 12', host('debian', '12'), 'debian', 'libvirt-daemon-system'],
  ['Ubuntu', host('ubuntu', '22.04', 'debian'), 'debian', 'qemu-system-x86'],
  ["Kylin's desktop", host('kylin', 'V10', 'debian'), 'debian', 'libvirt-clients'],
  ["Kylin's server, which names no family", host('kylin', 'V10'), 'openeuler', 'libvirt'],
  ['openEuler', host('openEuler', '22.03'), 'openeuler', 'qemu-img'],
  ['Rocky', host('rocky', '9.4', 'rhel', 'centos', 'fedora'), 'rhel', 'libvirt-daemon-kvm'],
  ['SUSE', host('sles', '15.5', 'suse'), 'suse', 'libvirt-daemon-qemu'],
])('%s has the packages that preparation installs there', (_, one, family, packageName) => {
  const { systems, faults } = kitSystems({ '192.168.12.34': one });
  expect(faults).toEqual([]);
  expect(systems).toMatchObject([{ family, addresses: ['192.168.12.34'] }]);
  expect(systems[0]!.packages).toContain(packageName);
});

test('hosts with one system are one, others apart', () => {
  const { systems } = kitSystems({
    '192.168.12.34': host('debian', '12'),
    '192.168.12.35': host('debian', '11'),
    '192.168.12.36': host('debian', '12'),
  });
  expect(systems.map((one) => [systemText(one), one.addresses])).toEqual([
    ['debian 12 x86_64', ['192.168.12.34', '192.168.12.36']],
    ['debian 11 x86_64', ['192.168.12.35']],
  ]);
});

test('a system of no known family and another architecture are told, with their hosts', () => {
  const { systems, faults } = kitSystems({
    '192.168.12.34': host('haiku', '5'),
    '192.168.12.35': { ...host('debian', '12'), architecture: 'aarch64' },
  });
  expect(systems).toEqual([]);
  expect(faults).toEqual([
    expect.stringMatching(/^192\.168\.12\.34 by hosts\.lock\.json: haiku 5, a system of no known/),
    expect.stringMatching(/^192\.168\.12\.35 .*: debian 12 on aarch64; allowed is x86_64/),
  ]);
});
