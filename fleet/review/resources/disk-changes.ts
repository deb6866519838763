import { posix } from 'node:path';
import { Attributes } from '../../terraform/saved-plan';
import { field, list, record, same } from '../attribute-values';
import { Wording } from './machine-change';

interface Disk {
  readonly target: string;
  /** Its file or block device; empty for what is neither. */
  readonly path: string;
  readonly isBlock: boolean;
  readonly attributes: Attributes;
}

/**
 * What becomes of a VM's disks, drives left out, given its devices before and after.
 *
 * @param gone paths of files that are not on the host any more and are made anew
 */
export function diskChanges(
  before: Attributes,
  after: Attributes,
  gone: ReadonlySet<string>,
): Wording[] {
  const [had, gets] = [disks(before), disks(after)];
  const had0 = new Set(had.map(({ path }) => path));
  const byPath = new Map(gets.map((disk) => [disk.path, disk]));
  const added = gets.filter(({ path }) => !had0.has(path));
  const lost = had.filter(({ path }) => !byPath.has(path));
  const places = new Map(added.map((disk) => [disk.target, disk]));
  const replaced = new Set(lost.map(({ target }) => target));
  return [
    ...lost.map((disk) => {
      const by = places.get(disk.target);
      return { ...loss(disk, by), isTold: gone.has(disk.path) && by?.path === '' };
    }),
    ...had.flatMap((disk) => kept(disk, byPath.get(disk.path))),
    ...added.filter(({ target }) => !replaced.has(target)).map(addition),
  ];
}

function disks(devices: Attributes): Disk[] {
  return list(devices.disks)
    .filter((disk) => record(disk).device !== 'cdrom')
    .map((disk, index) => {
      const target = field(disk, 'target', 'dev');
      const block = field(disk, 'source', 'block', 'dev');
      const path = field(disk, 'source', 'file', 'file') ?? block;
      return {
        target: typeof target === 'string' ? target : String(index),
        path: typeof path === 'string' ? posix.normalize(path) : '',
        isBlock: typeof block === 'string',
        attributes: record(disk),
      };
    });
}

/** The VM gives up what it had there, and may get another disk in its place. */
function loss(disk: Disk, by?: Disk): Wording {
  const what = by ? ` replaced by ${by.isBlock ? by.path : 'another disk'}` : ' taken from the VM';
  const files = [disk, ...(by ? [by] : [])].filter(({ isBlock }) => !isBlock);
  const object = files.map(({ path }) => path || 'no file').join(' → ');
  return {
    text: `${diskName(disk)}${what}${by || !disk.isBlock ? '' : ` (${disk.target})`}`,
    ...(files.length > 0 && { object }),
    ...(disk.isBlock && { property: 'kvm.data.disks' }),
    devices: [disk.target],
    unsaid: 'data loss',
  };
}

function kept(disk: Disk, now: Disk | undefined): Wording[] {
  if (!now || same(disk.attributes, now.attributes)) return [];
  if (disk.target === now.target) {
    return [{ text: `settings of disk ${disk.target}`, devices: [disk.target] }];
  }
  return [
    {
      text: `${diskName(disk)} moved from ${disk.target} to ${now.target}`,
      ...objectOf(disk),
      ...(disk.isBlock && { property: 'kvm.data.disks' }),
      // What happens to the disk that was there is told of that one.
      devices: [disk.target],
      alongWith: [now.target],
    },
  ];
}

function addition(disk: Disk): Wording {
  return {
    text: `${diskName(disk)} added${disk.isBlock ? ` as ${disk.target}` : ''}`,
    ...objectOf(disk),
    ...(disk.isBlock && { property: 'kvm.data.disks' }),
    devices: [disk.target],
  };
}

/** Block devices by what identifies them; the name of a file has the VM's in it. */
function diskName({ path, isBlock, target }: Disk): string {
  if (isBlock) return `data disk ${path}`;
  return target === 'vda' ? 'system disk' : `disk ${target}`;
}

function objectOf({ path, isBlock }: Disk): Pick<Wording, 'object'> {
  return isBlock || path === '' ? {} : { object: path };
}
