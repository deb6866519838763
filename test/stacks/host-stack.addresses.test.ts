import { hostSpec } from '../fixtures/host-spec';
import { synthesized } from '../fixtures/synthesized';

// An address is a contract: another one makes Terraform destroy what stood under the old one.
test('every resource keeps its Terraform address', () => {
  const { resource } = synthesized(hostSpec()).terraform;
  const addresses = Object.entries(resource).flatMap(([type, named]) =>
    Object.keys(named as object).map((name) => `${type}.${name}`),
  );
  expect(addresses.sort()).toEqual([
    'libvirt_domain.Machine_6FC8AE80',
    'libvirt_network.Network-br0_F30AFF70',
    'libvirt_network.Network-br1_D056998E',
    'libvirt_volume.InstallMedia_7DC6697B',
    'libvirt_volume.SystemDisk_4185F0E4',
    'null_resource.Preparation_PackageInstallation_3C015A81',
    'null_resource.Preparation_PreCheck_6C73365A',
  ]);
});

test('bridges whose names differ by a dot alone are two networks', () => {
  const nics = ['br0.10', 'br010'].map((bridge, i) => ({ bridge, mac: `02:0${i}:c0:a8:0c:22` }));
  expect(Object.keys(synthesized(hostSpec({ nics })).resources('libvirt_network'))).toHaveLength(2);
});
