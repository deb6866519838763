import fc from 'fast-check';
import { diskSerial } from '../../lib/machine/data-disks';
import { machine } from './sample';

const disk = (name: string) => `/dev/disk/by-id/${name}`;
const pathsOf = (...sample: Parameters<typeof machine>) =>
  machine(...sample).dataDisks.map(({ path }) => path);

test('a VM has no data disk unless it is given some', () => {
  expect(pathsOf()).toEqual([]);
});

test('"blank" gives the disks that were blank when the host was checked', () => {
  expect(pathsOf({ dataDisks: { kind: 'blank' } })).toEqual([disk('nvme-a'), disk('nvme-c')]);
});

test('named disks are given in the order named, blank or not', () => {
  const paths = [disk('nvme-c'), disk('nvme-b')];
  expect(pathsOf({ dataDisks: { kind: 'paths', paths } })).toEqual(paths);
});

test('a data disk is known by what the facts record of it, not by its name alone', () => {
  expect(machine({ dataDisks: { kind: 'blank' } }).dataDisks[0]?.identity).toEqual({
    serial: 'A',
    sizeBytes: 2e12,
  });
});

test.each([
  ['nvme-a', 'nvme-a'],
  ['wwn-0x5000c500a1b2c3', 'wwn-0x5000c500a1b2c3'],
  ['wwn-0x5000c500a1b2c3d4', '00a1b2c3d4-'],
  ['ata-WDC_WD40EFRX-68N32N0_WD-WCC7K0ABCDEF', '7K0ABCDEF-'],
  ['usb-X:0:0', 'usb-X_0_0-'],
])('the guest sees %s as %s…', (name, serial) => {
  expect(diskSerial(disk(name))).toContain(serial);
});

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._+=@:-]{0,60}$/);

test('a serial number has at most 20 characters that libvirt takes', () => {
  fc.assert(
    fc.property(name, (a) => {
      expect(diskSerial(disk(a))).toMatch(/^[A-Za-z0-9_.-]{1,20}$/);
    }),
  );
});

test('disks of one model that differ in their last characters, or elsewhere, have different serial numbers', () => {
  const serials = Array.from({ length: 5000 }, (_, i) => [
    diskSerial(disk(`nvme-SAMSUNG_MZQL21T9HCJR-00A07_S64GNE0R${i}`)),
    diskSerial(disk(`scsi-${i}_DISK_WITH_THE_SAME_END`)),
  ]).flat();
  expect(new Set(serials).size).toBe(serials.length);
});

test('the serial number of a disk does not depend on the other disks', () => {
  const [alone] = machine({ dataDisks: { kind: 'paths', paths: [disk('nvme-c')] } }).dataDisks;
  expect(machine({ dataDisks: { kind: 'blank' } }).dataDisks).toContainEqual(
    expect.objectContaining(alone),
  );
});
