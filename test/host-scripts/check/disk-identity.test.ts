import { FakedHost, SHELLS, ToldIdentity } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

const VM = 'vm054';
const WWN = '5000c500a1b2c301';
const DISK = `/dev/disk/by-id/wwn-0x${WWN}`;
const OWN = { serial: 'ZA10001', wwid: `naa.${WWN}` };
const OTHER = { serial: 'ZA10002', wwid: 'naa.5000c500a1b2c302' };
const RECORDED = `serial=${OWN.serial},wwn=${OWN.wwid},bytes=1048576`;
/** A DOS partition table, which is somebody's. */
const DATA = Buffer.alloc(512);
DATA.set([0x80, 0, 0, 0, 0x83, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0], 446);
DATA.set([0x55, 0xaa], 510);

const name = (path: string) => path.replace('/dev/disk/by-id/', '');

/** The VM's disk as sda, where not said otherwise. */
function ownDisk(told: ToldIdentity = OWN, path = DISK): FakedHost {
  return host.disk('sda', [name(path)], undefined, told);
}

interface Said {
  readonly check: string;
  readonly deployment: string;
  readonly start: string;
}

/** What check, deployment and start say of the disk that was reviewed and given to the VM as this one. */
function said(shell: string, path = DISK, recorded = RECORDED): Said {
  host.write('etc/quantum-kvm/given', `${VM}\n${VM} ${path} ${recorded}\n`);
  const asked = {
    QK_VM_NAME: VM,
    QK_DATA_DISKS: path,
    QK_DISK_IDENTITIES: `${path},${recorded}`,
    QK_EXPECT_BLANK_DISKS: path,
  };
  const told = (purpose: string) => {
    const checked = host.check(shell, { ...asked, QK_PURPOSE: purpose });
    if (checked.status === 0) return 'passes';
    const fails = checked.stdout.split('\n').filter((line) => line.startsWith('FAIL'));
    return fails.map((line) => line.split('\t')[2]).join('; ');
  };
  const start = host.start(shell, VM, [path]);
  expect(start.status).toBe(start.stderr === '' ? 0 : 1);
  return {
    check: told('check'),
    deployment: told('deployment'),
    start: start.stderr.trim() || 'starts',
  };
}

describe.each(SHELLS)('under %s', (shell) => {
  test('the disk that was reviewed passes check and deployment, and the VM starts', () => {
    ownDisk();
    expect(said(shell)).toEqual({ check: 'passes', deployment: 'passes', start: 'starts' });
  });

  test.each<[string, () => unknown, RegExp, string?]>([
    [
      'swapped links of two disks',
      () =>
        host
          .disk('sda', [`wwn-0x5000c500a1b2c302`], undefined, OWN)
          .disk('sdb', [name(DISK)], DATA, OTHER),
      /leads to sdb, another disk than .*: serial number ZA10002 instead of ZA10001, WWN naa\.5000c500a1b2c302 instead of/,
    ],
    [
      'another disk of the same size in its place',
      () => ownDisk({ serial: 'ZA10009', wwid: OWN.wwid }),
      /another disk than .*: serial number ZA10009 instead of ZA10001(?!,)/,
    ],
    [
      'the same disk with another size',
      () => ownDisk().write('sys/block/sda/size', '4096\n'),
      /another disk than .*: bytes 2097152 instead of 1048576/,
    ],
    [
      'a disk of which the kernel no longer tells the serial number',
      () => ownDisk({ wwid: OWN.wwid }),
      /serial number none instead of ZA10001/,
    ],
    [
      'a disk without serial number and WWN',
      () => ownDisk({}),
      /leads to sda, of which the kernel tells neither a serial number nor a WWN/,
    ],
    [
      'a second disk that says to have the same WWN',
      () => ownDisk().disk('sdb', [], undefined, { ...OTHER, wwid: OWN.wwid }),
      /is claimed by sda and sdb: both say to be the disk with serial number ZA10001, WWN naa/,
    ],
    [
      'multipath over its two paths',
      () => {
        host
          .disk('sda', [], undefined, OWN)
          .disk('sdb', [], undefined, OWN)
          .disk('dm-0', [name(DISK)], undefined, {});
        host
          .write('sys/block/dm-0/dm/uuid', 'mpath-35000\n')
          .write('sys/block/dm-0/dm/name', 'mpatha\n');
      },
      /leads to multipath \(mpatha\), which is no whole disk/,
    ],
    [
      'multipath that took the disk',
      () => {
        ownDisk().write('sys/block/sda/holders/dm-0', '');
        host
          .write('sys/block/dm-0/dm/uuid', 'mpath-35000\n')
          .write('sys/block/dm-0/dm/name', 'mpatha\n');
      },
      /is in use by the host: multipath \(mpatha\)/,
    ],
    [
      'a partition',
      () =>
        ownDisk(OWN, '/dev/disk/by-id/other')
          .disk('sda1', [name(DISK)])
          .without('sys/block/sda1'),
      /leads to sda1, which is no whole disk/,
    ],
    [
      'a loop device',
      () => host.disk('loop0', [name(DISK)], undefined, OWN),
      /leads to loop0, which is no/,
    ],
    [
      'a disk in memory',
      () => host.disk('ram0', [name(DISK)], undefined, OWN),
      /leads to ram0, which is no/,
    ],
    [
      'a mount on the host',
      () => ownDisk().write('proc/mounts', '/dev/sda /srv xfs rw 0 0\n'),
      /is in use by the host: mounted at \/srv/,
    ],
  ])('%s is refused by check and deployment, and not started', (_, arrange, message) => {
    arrange();
    const { check, deployment, start } = said(shell);
    expect(check).toMatch(message);
    expect(deployment).toMatch(message);
    expect(start).toMatch(message);
    expect(start).toContain(`quantum-kvm: ${VM} is not started: data disk ${DISK}`);
  });

  test.each([
    ['wwn-', {}],
    ['nvme-eui.0000000000000000', {}],
    ['wwn-0x0000000000000000', { wwid: 'naa.0000000000000000' }],
    ['wwn-0xffffffffffffffff', { wwid: 'naa.ffffffffffffffff' }],
    ['wwn-0x5000c500a1b2c309', OWN],
    ['ata-MODEL_', {}],
    ['ata-MODEL', { serial: '                    ' }],
    ['ata-MODEL_00000000', { serial: '00000000' }],
    ['ata-MODEL_0123456789ABCDEF', { serial: '0123456789ABCDEF' }],
    ['ata-MODEL_123456789012', { serial: '123456789012' }],
    ['ata-MODEL_None', { serial: 'None' }],
    ['ata-MODEL_ZA10009', OWN],
    ['virtio-', {}],
    ['scsi-0QEMU_QEMU_HARDDISK_drive-scsi1', { wwid: 't10.QEMU QEMU HARDDISK drive-scsi1' }],
    ['scsi-30000000000000000', OWN],
    ['usb-Generic_Disk-0:0', {}],
  ])('the name %s of a disk that says %j identifies nothing', (link, told) => {
    host.disk('sda', [link], undefined, told);
    expect(host.check(shell).facts('disk')).toEqual([]);
    const path = `/dev/disk/by-id/${link}`;
    const checked = host.check(shell, { QK_DATA_DISKS: path });
    expect(checked.verdicts('disk.identity')).toContain('FAIL');
    expect(checked.status).toBe(1);
  });

  test.each([
    [
      'wwn-',
      'nvme-MODEL_S4EVNX0',
      { serial: 'S4EVNX0             ', wwid: 'nvme.144d-5334-00000001' },
    ],
    ['nvme-eui.0000000000000000', 'nvme-MODEL_S4EVNX0', { serial: 'S4EVNX0' }],
    ['wwn-0x5000c500a1b2c309', 'scsi-35000c500a1b2c301', OWN],
    ['scsi-0QEMU_drive-scsi1', 'scsi-SQEMU_QEMU_HARDDISK_ZA10001', { serial: 'ZA10001' }],
  ])('beside %s, the name that identifies the disk is taken: %s', (empty, telling, told) => {
    host.disk('sda', [empty, telling], undefined, told);
    expect(
      host
        .check(shell)
        .facts('disk')
        .map(([path]) => path),
    ).toEqual([`/dev/disk/by-id/${telling}`]);
    const checked = host.check(shell, { QK_DATA_DISKS: `/dev/disk/by-id/${empty}` });
    expect(checked.told('disk.identity')).toContain(`name it /dev/disk/by-id/${telling}`);
  });

  test.each([
    ['serial numbers', { serial: 'ABC12345' }, { serial: 'ABC12345' }],
    ['WWNs', OWN, { serial: 'ZA10002', wwid: OWN.wwid }],
  ])('two disks with equal %s are not offered, and told', (_, one, two) => {
    host.disk('sda', ['ata-MODEL_ABC12345', name(DISK)], undefined, one);
    host.disk('sdb', ['ata-OTHER_ABC12345', 'ata-OTHER_ZA10002'], undefined, two);
    const checked = host.check(shell);
    expect(checked.facts('disk')).toEqual([]);
    expect(checked.verdicts('disk.identity')).toEqual(['WARN', 'WARN']);
    expect(checked.told('disk.identity')).toMatch(/is claimed by sda and sdb/);
  });

  test('one disk under two names is no two data disks', () => {
    host.disk('sda', [name(DISK), 'ata-MODEL_ZA10001'], undefined, OWN);
    const checked = host.check(shell, {
      QK_DATA_DISKS: `${DISK} /dev/disk/by-id/ata-MODEL_ZA10001`,
    });
    expect(checked.verdicts('disk.identity')).toEqual(['PASS', 'FAIL']);
    expect(checked.told('disk.free')).toContain(DISK);
  });

  test('namespaces of one NVMe drive share its serial number, and have WWNs of their own', () => {
    host.disk('nvme0n1', ['nvme-eui.0025385b71b00001'], undefined, {
      serial: 'S4EV',
      wwid: 'eui.0025385b71b00001',
    });
    host.disk('nvme0n2', ['nvme-eui.0025385b71b00002'], undefined, {
      serial: 'S4EV',
      wwid: 'eui.0025385b71b00002',
    });
    host.disk('nvme0c0n1', [], undefined, { serial: 'S4EV', wwid: 'eui.0025385b71b00001' });
    host.write('sys/block/nvme0c0n1/hidden', '1\n');
    expect(
      host
        .check(shell)
        .facts('disk')
        .map(([path]) => path),
    ).toEqual([
      '/dev/disk/by-id/nvme-eui.0025385b71b00001',
      '/dev/disk/by-id/nvme-eui.0025385b71b00002',
    ]);
  });

  test('the serial number is also read from the page of SCSI that holds it, and from virtio', () => {
    host.disk('sda', [name(DISK)], undefined, { wwid: OWN.wwid });
    host.write(
      'sys/block/sda/device/vpd_pg80',
      Buffer.from('\x00\x80\x00\x0c    ZA10001 \x00', 'latin1'),
    );
    host.disk('vdb', ['virtio-data_1'], undefined, {}).write('sys/block/vdb/serial', 'data 1');
    expect(
      host
        .check(shell)
        .facts('disk')
        .map(([, , , serial]) => serial),
    ).toEqual(['ZA10001', 'data_1']);
  });

  test('what the kernel did not tell when the disk was recorded is not compared', () => {
    ownDisk();
    const recorded = `serial=,wwn=${OWN.wwid},bytes=1048576`;
    expect(said(shell, DISK, recorded)).toEqual({
      check: 'passes',
      deployment: 'passes',
      start: 'starts',
    });
  });

  test('a deployment refuses a disk of which hosts.lock.json does not record which it is', () => {
    ownDisk();
    const asked = { QK_VM_NAME: VM, QK_DATA_DISKS: DISK };
    expect(host.check(shell, asked).verdicts('disk.identity')).toEqual(['PASS']);
    const deployment = host.check(shell, { ...asked, QK_PURPOSE: 'deployment' });
    expect(deployment.verdicts('disk.identity')).toEqual(['FAIL']);
  });

  test('the disk of the running VM must be the recorded one, too; another one in its place is not its own', () => {
    host.disk('sdb', [name(DISK)], DATA, { ...OTHER, wwid: OWN.wwid });
    host.machine(VM, { ours: true, running: true, devices: [`<source dev='${DISK}' index='1'/>`] });
    expect(said(shell).check).toMatch(/another disk than hosts.lock.json records/);
    const accepted = host.check(shell, { QK_VM_NAME: VM, QK_DATA_DISKS: DISK });
    expect(accepted.verdicts('disk.free')).toEqual(['FAIL']);
    expect(accepted.facts('disk')[0]?.[2]).toBe('used');
  });

  test('a VM that was given nothing, or has the disk no longer, starts', () => {
    ownDisk(OTHER);
    expect(host.start(shell, VM, [DISK]).status).toBe(0);
    host.write('etc/quantum-kvm/given', `${VM}\n${VM} ${DISK} ${RECORDED}\n`);
    expect(host.start(shell, VM, []).status).toBe(0);
    expect(host.start(shell, 'other', [DISK]).status).toBe(0);
  });
});
