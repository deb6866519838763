import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { FakedHost, SHELLS, pathOf } from '../faked-host';

let host: FakedHost;
beforeEach(() => (host = new FakedHost()));
afterEach(() => host.remove());

/** A DOS partition table with one partition. */
const PARTITIONED = Buffer.alloc(512);
PARTITIONED.set([0x80, 0, 0, 0, 0x83, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0], 446);
PARTITIONED.set([0x55, 0xaa], 510);

const DISK = '/dev/disk/by-id/wwn-0x1';
const IDENTITY = 'serial=S-sda,wwn=naa.1,bytes=1048576';
const BLANK = {
  QK_VM_NAME: 'vm054',
  QK_DATA_DISKS: DISK,
  QK_DISK_IDENTITIES: `${DISK},${IDENTITY}`,
  QK_EXPECT_BLANK_DISKS: DISK,
};
const DEPLOYMENT = { ...BLANK, QK_PURPOSE: 'deployment' };

describe.each(SHELLS)('under %s', (shell) => {
  test('disks have the name that lasts longest, and are blank only when nothing is on them', () => {
    host.disk('sda', ['ata-Model_1', 'wwn-0x1', 'scsi-1']).disk('sdb', ['wwn-0x2'], PARTITIONED);
    host.disk('sdc', ['virtio-3']).write('proc/mounts', '/dev/sdc /mnt xfs rw 0 0\n');
    host.disk('sdd', ['wwn-0x4']).write('sys/block/sdd/holders/dm-0', '');
    host.disk('sde', ['wwn-0x5']).write('sys/block/sde/sde1/partition', '1\n');
    host.disk('sdf', ['nvme-Name_1', 'nvme-eui.01']);
    expect(host.check(shell).facts('disk')).toEqual([
      ['/dev/disk/by-id/wwn-0x1', '1048576', 'blank', '1', 'naa.1'],
      ['/dev/disk/by-id/wwn-0x2', '1048576', 'used', 'S-sdb', 'naa.2'],
      ['/dev/disk/by-id/wwn-0x4', '1048576', 'used', 'S-sdd', 'naa.4'],
      ['/dev/disk/by-id/wwn-0x5', '1048576', 'used', 'S-sde', 'naa.5'],
      ['/dev/disk/by-id/nvme-eui.01', '1048576', 'blank', '1', 'eui.01'],
      ['/dev/disk/by-id/virtio-3', '1048576', 'used', '3', ''],
    ]);
  });

  test('what is removable, a partition, or has no stable name is no data disk', () => {
    host.disk('sda', ['usb-Stick']).disk('sr0', ['ata-DVD']).disk('dm-0', ['scsi-map']);
    host.disk('sdb', ['ata-Card']).write('sys/block/sdb/removable', '1\n');
    host.disk('sdc1', ['wwn-0x1-part1']).without('sys/block/sdc1');
    expect(host.check(shell).facts('disk')).toEqual([]);
  });

  test('a disk without any lasting name is named as left out, unless the host uses it', () => {
    host.disk('sda', []).disk('sdb', []).write('proc/mounts', '/dev/sdb / ext4 rw 0 0\n');
    host.disk('sdc', []).write('sys/block/sdc/size', '0\n');
    host.disk('sdd', ['wwn-0x1']).disk('sde', ['usb-Stick', 'virtio-Y']);
    host.write('sys/block/sde/serial', 'X1');
    const found = host.check(shell);
    expect(found.facts('disk').map(([name]) => name)).toEqual(['/dev/disk/by-id/wwn-0x1']);
    expect(found.stdout.match(/disk \w+ \(\d+ bytes\) is left out.*: it has no \w+ name/g)).toEqual(
      [expect.stringMatching(/^disk sda \(1048576 bytes\).* no lasting name$/)],
    );
    expect(found.stdout).toMatch(/disk sde .*left out.*holds the serial number/);
  });

  test('a disk has no name of another form', () => {
    host
      .disk('sda', ['wwn-0x1 2', 'wwn-${x}', 'wwn-é', 'wwn-1#', 'nvme-A_1'])
      .disk('sdb', ['ata-*']);
    host.disk('sdc', ['ata-x-part1']);
    expect(
      host
        .check(shell)
        .facts('disk')
        .map(([name]) => name),
    ).toEqual(['/dev/disk/by-id/nvme-A_1']);
  });

  test.each([
    ['/dev/disk/by-id/../../../etc/shadow', 'is not the name of a whole disk in /dev/disk/by-id'],
    ['/dev/sda', 'is not the name of a whole disk in /dev/disk/by-id'],
    ['/dev/disk/by-id/wwn-0x1-part1', 'is not the name of a whole disk in /dev/disk/by-id'],
    ['/dev/disk/by-id/wwn-0xshadow', 'which is no block device in /dev'],
    ['/dev/disk/by-id/wwn-0xfolder', 'which is no block device in /dev'],
    ['/dev/disk/by-id/wwn-0xnull', 'which is no block device in /dev'],
  ])('a data disk %s is refused, and looked at by no other check', (path, said) => {
    host.disk('sda', ['wwn-0x1']).write('etc/shadow', 'root:x');
    host.link('dev/disk/by-id/wwn-0xshadow', join(host.root, 'etc/shadow'));
    host.link('dev/disk/by-id/wwn-0xfolder', '../../disk');
    host.link('dev/disk/by-id/wwn-0xnull', '/dev/null');
    const disks = `${DISK} ${path}`;
    const checked = host.check(shell, { QK_DATA_DISKS: disks, QK_EXPECT_BLANK_DISKS: disks });
    expect(checked.verdicts('disk.path')).toEqual(['FAIL']);
    expect(checked.told('disk.path')).toContain(`data disk ${path} `);
    expect(checked.told('disk.path')).toContain(said);
    expect(checked.verdicts('disk.free')).toHaveLength(1);
    expect(checked.verdicts('facts.disks')).toHaveLength(1);
    expect(checked.status).toBe(1);
  });

  test('a list of data disks is no pattern of their names', () => {
    host.disk('sda', ['wwn-0x1']);
    const checked = host.check(shell, { QK_DATA_DISKS: '/dev/disk/by-id/*' });
    expect(checked.verdicts('disk.path')).toEqual(['FAIL']);
    expect(checked.verdicts('disk.free')).toEqual([]);
  });

  test('a disk that the VM uses already is its own, one of another VM is not', () => {
    const devices = (path: string) => [`<source dev='/dev/disk/by-id/${path}' index='1'/>`];
    host.disk('sda', ['wwn-0x1'], PARTITIONED).disk('sdb', ['wwn-0x2']);
    host.machine('vm054', { ours: true, devices: devices('wwn-0x1') });
    host.machine('other', { devices: devices('wwn-0x2') });
    const disks = '/dev/disk/by-id/wwn-0x1 /dev/disk/by-id/wwn-0x2 /dev/disk/by-id/wwn-0x3';
    const checked = host.check(shell, {
      QK_PURPOSE: 'deployment',
      QK_VM_NAME: 'vm054',
      QK_DATA_DISKS: disks,
      QK_DISK_IDENTITIES: `${DISK},${IDENTITY} /dev/disk/by-id/wwn-0x2,serial=S-sdb,wwn=naa.2,bytes=1048576`,
      QK_EXPECT_BLANK_DISKS: disks,
    });
    expect(checked.facts('disk').map(([, , state]) => state)).toEqual(['vm', 'used']);
    expect(checked.verdicts('disk.free')).toEqual(['PASS', 'FAIL']);
    expect(checked.verdicts('disk.present')).toEqual(['FAIL']);
    expect(checked.verdicts('facts.disks')).toEqual(['PASS', 'FAIL']);
  });

  test('a data disk with data that nobody knows is refused; given to the VM, it is not', () => {
    host.disk('sda', ['wwn-0x1'], PARTITIONED).write('sys/block/sda/sda1/partition', '1\n');
    const asked = { QK_VM_NAME: 'vm054', QK_DATA_DISKS: DISK };
    const refused = host.check(shell, asked);
    expect(refused.verdicts('disk.free')).toEqual(['FAIL']);
    expect(refused.told('disk.free')).toContain('carries dos');
    const [, command = ''] = /run "(mkdir [^"]*)"/.exec(refused.told('disk.free')) ?? [];
    execFileSync('sh', ['-c', command.replaceAll('/etc/', `${host.root}/etc/`)]);
    expect(host.check(shell, asked).verdicts('disk.free')).toEqual(['PASS']);
    host.write('dev/sda1', '').write('proc/swaps', '/dev/sda1 partition 1 0 -2\n');
    expect(host.check(shell, asked).verdicts('disk.free')).toEqual(['FAIL']);
    host.without('proc/swaps').write('sys/block/sda/sda1/holders/md0', '');
    expect(host.check(shell, asked).verdicts('disk.free')).toEqual(['FAIL']);
  });

  test.each([
    ['proc/mounts', '/dev/sda /data xfs rw 0 0\n', 'mounted at /data'],
    ['proc/swaps', '/dev/sda partition 1 0 -2\n', 'swap'],
    ['sys/block/sda/holders/md0', '', 'RAID (md0)'],
    ['sys/block/sda/holders/bcache0', '', 'bcache0'],
  ])('a disk in use is told with its use: %s', (path, content, use) => {
    const checked = host.disk('sda', ['wwn-0x1']).write(path, content).check(shell, BLANK);
    expect(checked.told('disk.free')).toContain(`in use by the host: ${use}`);
  });

  test.each([
    ['LVM-abc', 'LVM (data-lv)'],
    ['mpath-3600', 'multipath (data-lv)'],
    ['CRYPT-LUKS2', 'device mapper (data-lv)'],
  ])('a disk under a device of the mapper, %s, is told so', (uuid, use) => {
    host.disk('sda', ['wwn-0x1']).write('sys/block/sda/holders/dm-3', '');
    host.write('sys/block/dm-3/dm/uuid', `${uuid}\n`).write('sys/block/dm-3/dm/name', 'data-lv\n');
    expect(host.check(shell, BLANK).told('disk.free')).toContain(use);
  });

  test.each([
    'LVM2_member',
    'linux_raid_member',
    'zfs_member',
    'ceph_bluestore',
    'isw_raid_member',
  ])('a disk that carries %s is a part of something, also when that is off', (type) => {
    host.disk('sda', ['wwn-0x1']);
    host.command('blkid', `[ "$1" = -V ] && echo util-linux || echo TYPE=${type}`);
    const checked = host.check(shell, { QK_DATA_DISKS: DISK });
    expect(checked.verdicts('disk.free')).toEqual(['FAIL']);
    expect(checked.told('disk.free')).toContain(type);
  });

  test.each([
    [1_953_125_000, 'PASS'],
    [1_953_124_999, 'WARN'],
  ])('a disk of %d sectors of 512 bytes: %s', (sectors, verdict) => {
    host.disk('sda', ['wwn-0x1']).write('sys/block/sda/size', `${sectors}\n`);
    expect(host.check(shell, { QK_DATA_DISKS: DISK }).verdicts('disk.size')).toEqual([verdict]);
  });

  test('a disk that cannot be read is not blank', () => {
    const head = `[ "$1" != -c ] && exec ${pathOf('head')} "$@"`;
    host.disk('sda', ['wwn-0x1']).command('head', head);
    expect(host.check(shell).facts('disk')[0]?.[2]).toBe('used');
  });

  describe('a disk that is recorded as blank', () => {
    const formatted = () => {
      host.disk('sda', ['wwn-0x1']);
      execFileSync('mkswap', ['-q', join(host.root, 'dev/sda')], { stdio: 'pipe' });
    };

    test('and is blank passes', () => {
      const checked = host.disk('sda', ['wwn-0x1']).check(shell, DEPLOYMENT);
      expect(checked.verdicts('facts.disks')).toEqual(['PASS']);
    });

    test('and carries data that is not known is warned of, and refused by a deployment', () => {
      formatted();
      expect(host.check(shell, BLANK).verdicts('facts.disks')).toEqual(['WARN']);
      const checked = host.check(shell, DEPLOYMENT);
      expect(checked.verdicts('facts.disks')).toEqual(['FAIL']);
      expect(checked.told('facts.disks')).toContain('carries swap');
      expect(checked.verdicts('disk.free')).toEqual(['PASS']);
      expect(checked.status).toBe(1);
    });

    test('and was given to the VM passes with its data, though the VM is gone', () => {
      formatted();
      host.write('etc/quantum-kvm/given', `vm054\nvm054 ${DISK} ${IDENTITY}\n`);
      const checked = host.check(shell, DEPLOYMENT);
      expect(checked.verdicts('facts.disks')).toEqual(['PASS']);
      expect(checked.verdicts('disk.free')).toEqual(['PASS']);
      expect(checked.facts('disk')).toEqual([[DISK, '1048576', 'vm', 'S-sda', 'naa.1']]);
    });

    test.each([
      ['another VM', `vm054\nvm05 ${DISK} ${IDENTITY}\n`],
      ['the VM, which got another disk', `vm054\nvm054 ${DISK}0 ${IDENTITY}\n`],
      [
        'the VM, when another disk had the name',
        `vm054\nvm054 ${DISK} serial=S-old,wwn=,bytes=1048576\n`,
      ],
      ['the VM by its name alone, before its serial number was kept', `vm054\nvm054 ${DISK}\n`],
    ])('and was given to %s is refused', (_, given) => {
      formatted();
      host.write('etc/quantum-kvm/given', given);
      expect(host.check(shell, DEPLOYMENT).verdicts('facts.disks')).toEqual(['FAIL']);
    });

    test('and was given to the VM, but is mounted on the host since, is refused', () => {
      formatted();
      host.write('etc/quantum-kvm/given', `vm054 ${DISK} ${IDENTITY}\n`);
      host.write('proc/mounts', '/dev/sda /mnt xfs rw 0 0\n');
      const checked = host.check(shell, DEPLOYMENT);
      expect(checked.verdicts('disk.free')).toEqual(['FAIL']);
      expect(checked.verdicts('facts.disks')).toEqual(['FAIL']);
    });

    test('and is in a VM of that name that was not made from here is refused', () => {
      formatted();
      host.machine('vm054', { devices: [`<source dev='${DISK}'/>`] });
      expect(host.check(shell, DEPLOYMENT).verdicts('disk.free')).toEqual(['FAIL']);
    });
  });
});
