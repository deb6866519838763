import { adoptingSpec } from '../../lib/machine/adopting-spec';
import { machineIn } from '../../fleet/rollout/adoption';
import { hostSpec } from '../fixtures/host-spec';
import { synthesized } from '../fixtures/synthesized';

const MACS = { br0: '52:54:00:12:34:56' };

test('an adopted VM and its system disk are imported, and it keeps its MAC addresses', () => {
  const { terraform, only } = synthesized(adoptingSpec(hostSpec(), { macs: MACS }));
  expect(terraform.import).toEqual([
    { to: 'libvirt_domain.Machine_6FC8AE80', id: 'vm054' },
    { to: 'libvirt_volume.SystemDisk_4185F0E4', id: 'default/vm054.qcow2' },
  ]);
  const macs = only('libvirt_domain').devices.interfaces.map(
    ({ mac }: { mac: { address: string } }) => mac.address,
  );
  expect(macs).toEqual([MACS.br0, '02:01:c0:a8:0c:22']);
});

test('any other VM is not imported', () => {
  expect(synthesized(hostSpec()).terraform.import).toBeUndefined();
});

test('a definition tells the system disk, and the MAC address of the first NIC on each bridge', () => {
  const nic = (source: string, mac: string) =>
    `<interface><mac address='${mac}'/><source ${source}/></interface>`;
  const xml = `<domain><memory unit='KiB'>1048576</memory><vcpu>1</vcpu><devices>
    <disk><source file='/a/cd.iso'/><target dev='sda'/></disk>
    <disk><driver type='qcow2'/><source file='/a/vm054.qcow2'/><target dev='vda'/></disk>
    ${nic("bridge='br0'", '52:54:00:AA:00:01')}
    ${nic("bridge='br0'", '52:54:00:aa:00:02')}
    ${nic("network='quantum-br1'", '52:54:00:aa:00:03')}
  </devices></domain>`;
  expect(machineIn(xml)).toEqual({
    systemDisk: '/a/vm054.qcow2',
    systemDiskFormat: 'qcow2',
    macs: { br0: '52:54:00:aa:00:01', br1: '52:54:00:aa:00:03' },
    tagged: false,
  });
});
