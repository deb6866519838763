import { DataDisks } from '../config/configuration';
import { isIdentified } from '../facts/disk-identity';
import { DiskFacts } from '../facts/host-facts';
import { DataDiskSpec } from './host-spec';

/** The chosen disks, in the order chosen, or that of the facts for `blank`. */
export function dataDisks(choice: DataDisks, disks: readonly DiskFacts[]): DataDiskSpec[] {
  const byPath = new Map(disks.map((disk) => [disk.path, disk]));
  return chosenPaths(choice, disks).map((path) => ({
    path,
    serial: diskSerial(path),
    ...identity(byPath.get(path)),
    ...(choice.kind === 'blank' && { recordedBlank: true }),
  }));
}

function identity(disk: DiskFacts | undefined): Pick<DataDiskSpec, 'identity'> {
  if (!disk || !isIdentified(disk)) return {};
  const { serial, wwn, sizeBytes } = disk;
  return { identity: { serial, wwn, sizeBytes } };
}

function chosenPaths(choice: DataDisks, disks: readonly DiskFacts[]): readonly string[] {
  switch (choice.kind) {
    case 'none':
      return [];
    case 'blank':
      return disks.filter(({ blank }) => blank).map(({ path }) => path);
    case 'paths':
      return choice.paths;
  }
}

/** virtio-blk hands the guest 20 bytes (VIRTIO_BLK_ID_BYTES). */
export const SERIAL_LENGTH = 20;

/**
 * The serial number under which the guest sees a disk, from its by-id name alone, so that it stays
 * when other disks come and go: the name itself, or the end of it, where vendors put what is
 * unique, and a hash of all of it.
 */
export function diskSerial(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^[A-Za-z0-9_.-]+$/.test(name) && name.length <= SERIAL_LENGTH) return name;
  const hash = fnv1a(name);
  const end = name.slice(hash.length + 1 - SERIAL_LENGTH).replace(/[^A-Za-z0-9_.-]/g, '_');
  return `${end}-${hash}`;
}

/** FNV-1a, 32 bits, as eight hexadecimal digits. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
