import { join } from 'node:path';
import { FakedHost, SHELLS } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

describe.each(SHELLS)('under %s', (shell) => {
  describe('libvirt', () => {
    test.each([
      ['4.5.0', 'kvm', 'PASS'],
      ['4.4.9', 'kvm', 'FAIL'],
      ['10.0.0', 'kvm', 'PASS'],
      ['7.1.0', 'qemu', 'PASS'],
      ['7.0.0', 'qemu', 'FAIL'],
    ])('%s for %s: %s', (version, type, verdict) => {
      host.command('libvirtd', `echo "libvirtd (libvirt) ${version}"`);
      const checked = host.check(shell, { QK_VIRTUALIZATION_TYPE: type });
      expect(checked.verdicts('libvirt.version')).toEqual([verdict]);
    });

    test('in its modular form has its version from virtqemud', () => {
      host.bare().command('virtqemud', 'echo "virtqemud (libvirt) 11.0.0"');
      expect(host.check(shell).told('libvirt.version')).toBe('11.0.0; ');
    });

    test('that is not there yet is no fault', () => {
      expect(host.bare().check(shell).verdicts('libvirt.version')).toEqual(['PASS']);
    });

    const VALIDATION = [
      'hardware virtualization : \\033[31mFAIL\\033[0m (no)',
      'if device /dev/vhost-net exists : WARN (Load the vhost_net module)',
      "for cgroup 'cpu' controller support : FAIL (Enable 'cpu')",
      "for cgroup 'blkio' controller support : FAIL (Enable 'blkio')",
      'for device assignment IOMMU support : WARN (Unknown)',
    ];

    test.each([
      ['kvm', ['FAIL', 'WARN', 'FAIL']],
      ['qemu', ['FAIL']],
    ])('is validated for %s by what matters there', (type, verdicts) => {
      const lines = VALIDATION.map((line) => `printf "  QEMU: Checking ${line}\\n"`);
      host.command('virt-host-validate', [...lines, 'exit 1'].join('\n'));
      const checked = host.check(shell, { QK_VIRTUALIZATION_TYPE: type });
      expect(checked.verdicts('libvirt.validate')).toEqual(verdicts);
      expect(checked.stdout).toContain("cgroup 'cpu' controller support : FAIL (Enable 'cpu')");
      expect(checked.stdout).not.toContain('\u001b');
    });
  });

  describe('a VM', () => {
    test.each([
      ['of that name that is not ours', { ours: false }, 'FAIL'],
      ['of that name that is ours', { ours: true }, 'PASS'],
    ])('%s: %s', (_, props, verdict) => {
      const checked = host.machine('vm054', props).check(shell, { QK_VM_NAME: 'vm054' });
      expect(checked.verdicts('machine.name')).toEqual([verdict]);
    });

    test('of that name that is not ours counts as ours once it is adopted', () => {
      const asked = { QK_VM_NAME: 'vm054', QK_ADOPTED: 'yes' };
      expect(host.machine('vm054', {}).check(shell, asked).verdicts('machine.name')).toEqual([
        'PASS',
      ]);
    });

    test('of that name that runs without a definition is not ours either', () => {
      host.machine('vm054', { running: true }).without('etc/libvirt/qemu/vm054.xml');
      const checked = host.check(shell, { QK_VM_NAME: 'vm054' });
      expect(checked.verdicts('machine.name')).toEqual(['FAIL']);
      expect(checked.told('machine.name')).toContain('virsh domrename');
    });

    test('that only speaks of us in its description is not ours', () => {
      const more = '<description>urn:quantum-kvm:machine</description>';
      const checked = host.machine('vm054', { more }).check(shell, { QK_VM_NAME: 'vm054' });
      expect(checked.verdicts('machine.name')).toEqual(['FAIL']);
    });

    test.each([
      ['its own', 'PASS'],
      ['another', 'FAIL'],
    ])('whose tag names %s UUID: %s', (whose, verdict) => {
      const own = '3e0f5a7c-5d0e-4c0e-8c55-0d3f5e0c1a01';
      const tagged = whose === 'its own' ? own : own.replace('3e', '4f');
      host.machine('vm054', { uuid: own, taggedUuid: tagged, ours: true });
      const checked = host.check(shell, { QK_VM_NAME: 'vm054' });
      expect(checked.verdicts('machine.name')).toEqual([verdict]);
    });

    test('that has our MAC address or port is told by its name', () => {
      const devices = ["<mac address='02:00:0A:00:00:01'/>", "<graphics type='vnc' port='5954'/>"];
      const asked = { QK_VM_NAME: 'vm054', QK_MACS: '02:00:0a:00:00:01', QK_VNC_PORT: '5954' };
      const other = host.machine('web', { devices }).check(shell, asked);
      expect(other.told('machine.mac')).toContain('belongs to the VM web');
      expect(other.told('machine.vnc')).toContain('belongs to the VM web');
      host.without('etc/libvirt/qemu/web.xml').machine('vm054', { ours: true, devices });
      const own = host.check(shell, asked);
      expect([own.verdicts('machine.mac'), own.verdicts('machine.vnc')]).toEqual([
        ['PASS'],
        ['PASS'],
      ]);
    });
  });

  test('a program at the port of the console is no matter while it is the VM itself', () => {
    const socket = '   0: 0100007F:1742 00000000:0000 0A 00000000:00000000\n';
    const asked = { QK_VM_NAME: 'vm054', QK_VNC_PORT: String(0x1742) };
    host.write(
      'proc/net/tcp',
      `  sl local_address rem_address st\n${socket.replace(' 0A ', ' 01 ')}`,
    );
    expect(host.check(shell, asked).verdicts('machine.vnc')).toEqual(['PASS']);
    host.write('proc/net/tcp', socket);
    expect(host.check(shell, asked).told('machine.vnc')).toContain('in use by another program');
    host.machine('vm054', { ours: true });
    expect(host.check(shell, asked).verdicts('machine.vnc')).toEqual(['FAIL']);
    host.machine('vm054', { ours: true, running: true });
    expect(host.check(shell, asked).verdicts('machine.vnc')).toEqual(['PASS']);
  });

  describe('a volume of the name', () => {
    const asked = () => ({ QK_VM_NAME: 'vm054', QK_STORAGE_PATH: join(host.root, 'images') });
    beforeEach(() => host.write('images/vm054.qcow2', 'QFI'));

    test('that nobody here made is told to be moved away', () => {
      const checked = host.check(shell, asked());
      expect(checked.verdicts('machine.volume')).toEqual(['FAIL']);
      expect(checked.told('machine.volume')).toContain('not made from here');
    });

    test.each([
      ['of our VM', () => host.machine('vm054', { ours: true })],
      ['of our VM that is gone', () => host.write('etc/quantum-kvm/given', 'vm054\n')],
    ])('%s is no fault', (_, make) => {
      expect(make().check(shell, asked()).verdicts('machine.volume')).toEqual(['PASS']);
    });

    test('in another VM is told with that', () => {
      const devices = [`<source file='${join(host.root, 'images/vm054.qcow2')}' index='1'/>`];
      host.write('etc/quantum-kvm/given', 'vm054\n').machine('web', { devices });
      expect(host.check(shell, asked()).told('machine.volume')).toContain('belongs to the VM web');
    });
  });
});
