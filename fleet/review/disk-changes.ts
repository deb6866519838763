import { Attributes } from '../terraform/saved-plan';
import { field, list, record, same } from './attribute-values';

/** What becomes of a VM's disks and drives, given its devices before and after. */
export function diskText(before: Attributes, after: Attributes): string {
  const parts = exchanges(before, after);
  if (dataDisksDiffer(before, after)) parts.push(`data disks ${count(before)} → ${count(after)}`);
  if (!same(media(before), media(after))) parts.push('install medium');
  return parts.join(', ') || 'disks';
}

/** The property that a change of the disks comes from. */
export function diskProperty(before: Attributes, after: Attributes): string | undefined {
  if (dataDisksDiffer(before, after)) return 'kvm.data.disks';
  return same(media(before), media(after)) ? undefined : 'kvm.install.media';
}

/** Whether the plan shows that the VM loses a disk, as its file or block device is none of those that it gets. */
export function givesUpDisk(before: Attributes, after: Attributes): boolean {
  const kept = new Set(sources(after).values());
  return [...sources(before).values()].some((source) => !kept.has(source));
}

/** Disks that stay in their place and become others. */
function exchanges(before: Attributes, after: Attributes): string[] {
  const [had, gets] = [sources(before), sources(after)];
  const kept = new Set(gets.values());
  return [...had].flatMap(([target, from]) => {
    const to = gets.get(target);
    if (to === undefined || kept.has(from)) return [];
    return [`disk ${target} ${from || 'of another kind'} → ${to}`];
  });
}

/** By target, the file or block device of every disk, drives left out; empty for what is neither. */
function sources(devices: Attributes): Map<string, string> {
  const disks = list(devices.disks).filter((disk) => record(disk).device !== 'cdrom');
  return new Map(
    disks.map((disk, index) => {
      const target = field(disk, 'target', 'dev');
      return [typeof target === 'string' ? target : String(index), source(disk)];
    }),
  );
}

function source(disk: unknown): string {
  const path = field(disk, 'source', 'file', 'file') ?? field(disk, 'source', 'block', 'dev');
  return typeof path === 'string' ? path : '';
}

function dataDisks(devices: Attributes): string[] {
  return list(devices.disks).flatMap((disk) => {
    const path = field(disk, 'source', 'block', 'dev');
    return typeof path === 'string' ? [path] : [];
  });
}

function dataDisksDiffer(before: Attributes, after: Attributes): boolean {
  return !same(dataDisks(before), dataDisks(after));
}

function count(devices: Attributes): string {
  return String(dataDisks(devices).length);
}

function media(devices: Attributes): unknown[] {
  return list(devices.disks)
    .filter((disk) => record(disk).device === 'cdrom')
    .map((disk) => record(disk).source);
}
