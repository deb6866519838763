import { quantumKvm } from '../../cli/terminal';
import { FIRST, HostileFleet, SECOND, THIRD } from '../hostile-fleet';

let fleet: HostileFleet;
beforeAll(async () => {
  fleet = await HostileFleet.make();
  fleet.records();
});
afterAll(() => fleet.remove());

const definition = (mac: string) => `<domain type='kvm'>
  <vcpu>2</vcpu><memory unit='KiB'>134217728</memory>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/vm092.qcow2'/><target dev='vda'/></disk>
    <interface type='bridge'><mac address='${mac}'/><source bridge='br0'/></interface>
  </devices>
</domain>
`;

test.each(['ff:ff:ff:ff:ff:ff', '00:00:00:00:00:00', '01:00:5e:00:00:01'])(
  'adopt: a NIC with the address %s, which no card has, is the failure of its host alone',
  async (mac) => {
    fleet.says(SECOND, 'definition', definition(mac));
    const before = JSON.stringify(fleet.lock);
    const { exitCode, stderr } = await quantumKvm('adopt', '--yes');
    expect(exitCode).toBe(1);
    expect(stderr).toContain(
      `${SECOND}: MAC address is "${mac}"; allowed: the MAC address of one network card in lower case`,
    );
    for (const address of [FIRST, THIRD]) expect(stderr).toContain(`${address}: there is no VM`);
    expect(JSON.stringify(fleet.lock)).toBe(before);
  },
);
