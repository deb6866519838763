import { findMachine, machineIn, prepareForImport } from '../../../fleet/rollout/adoption';
import { Project } from '../../../lib/node/project';
import { AnsweringHost } from '../support/answering-host';

const PROJECT = new Project('c.xml');

const MACHINE = `
<domain type='kvm'>
  <name>vm054</name>
  <memory unit='KiB'>1048576</memory>
  <vcpu>1</vcpu>
  <devices>
    <disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk>
    <disk type='file'><driver name='qemu' type='qcow2'/><source file='/var/lib/libvirt/images/vm054.qcow2'/><target dev='vda'/></disk>
    <interface type='bridge'><mac address='52:54:00:AA:00:01'/><source bridge='br0'/></interface>
    <interface type='bridge'><mac address='52:54:00:AA:00:02'/><source bridge='br0'/></interface>
    <interface type='network'><mac address='52:54:00:AA:00:03'/><source network='quantum-br1'/></interface>
    <interface type='user'/>
  </devices>
</domain>`;

test('of a VM its system disk and the first NIC on each bridge are known', () => {
  expect(machineIn(MACHINE)).toEqual({
    systemDisk: '/var/lib/libvirt/images/vm054.qcow2',
    systemDiskFormat: 'qcow2',
    macs: { br0: '52:54:00:aa:00:01', br1: '52:54:00:aa:00:03' },
    tagged: false,
  });
});

test('a VM whose vda is a whole disk has that as its system disk', () => {
  const xml =
    "<domain><memory unit='KiB'>1048576</memory><vcpu>1</vcpu><devices><disk type='block'><source dev='/dev/sdb'/><target dev='vda'/></disk></devices></domain>";
  expect(machineIn(xml)).toEqual({
    systemDisk: '/dev/sdb',
    systemDiskFormat: 'raw',
    macs: {},
    tagged: false,
  });
});

describe('a host', () => {
  let host: AnsweringHost;
  beforeEach(async () => {
    host = await AnsweringHost.listen();
  });
  afterEach(() => host.close());

  test('with a VM of that name tells it', async () => {
    host.says(MACHINE);
    expect(await findMachine(host.spec, PROJECT)).toEqual({ value: machineIn(MACHINE) });
  });

  test('without one is no failure', async () => {
    host.says('');
    expect(await findMachine(host.spec, PROJECT)).toEqual({ value: undefined });
  });

  test('that cannot be reached says why', async () => {
    await host.close();
    expect(await findMachine(host.spec, PROJECT)).toEqual({
      fault: expect.stringContaining('connection refused'),
    });
  });

  test.each([
    [
      'with the step and its cure',
      { stdout: 'PASS\tkey\tit is there\t\nFAIL\tpackages\tno repository answers\tmend it\n' },
      'packages: no repository answers; mend it',
    ],
    ['with its last words', { stdout: '', stderr: 'first\nno space left\n' }, 'no space left'],
    ['without a word', { stdout: '' }, 'the host does not say why'],
  ])('whose preparation fails tells it %s', async (_, ended, fault) => {
    host.says({ ...ended, exitCode: 1 });
    expect(await prepareForImport(host.spec, PROJECT)).toEqual({ fault });
  });
});
