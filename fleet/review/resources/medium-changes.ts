import { posix } from 'node:path';
import { Attributes, ResourceChange } from '../../terraform/saved-plan';
import { isMedium } from '../../terraform/state-contents';
import { field, list, record, same } from '../attribute-values';
import { Wording } from './machine-change';

/** By the name of a copy on the host, the ISO that it is of, before and after. */
export interface Media {
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

/** The media that a plan copies or removes. */
export function mediaOf(changes: readonly ResourceChange[]): Media {
  const named = (side: 'before' | 'after') =>
    new Map(
      changes.flatMap((resource) => {
        const volume = resource.change[side];
        if (!volume || !isMedium(resource)) return [];
        return [[String(volume.name), isoName(volume)] as const];
      }),
    );
  return { before: named('before'), after: named('after') };
}

/** The ISO that an install medium is a copy of. */
export function isoName(volume: Attributes): string {
  const url = field(volume.create, 'content', 'url');
  return typeof url === 'string' ? posix.basename(url) : 'unknown';
}

/** What becomes of a VM's CD-ROM drives, given its devices before and after. */
export function mediumChanges(before: Attributes, after: Attributes, media: Media): Wording[] {
  const [had, gets] = [drives(before), drives(after)];
  const targets = [...new Set([...had.keys(), ...gets.keys()])];
  return targets.flatMap((target): Wording[] => {
    const [was, is] = [had.get(target), gets.get(target)];
    if (was && is && same(was, is)) return [];
    const text = driveText(target, was, is, media);
    return [{ text, property: 'kvm.install.media', devices: [target] }];
  });
}

function drives(devices: Attributes): Map<string, Attributes> {
  const all = list(devices.disks).filter((disk) => record(disk).device === 'cdrom');
  return new Map(
    all.map((drive, index) => {
      const target = field(drive, 'target', 'dev');
      return [typeof target === 'string' ? target : `cdrom ${index}`, record(drive)];
    }),
  );
}

function driveText(
  target: string,
  was: Attributes | undefined,
  is: Attributes | undefined,
  media: Media,
): string {
  if (!was) return `CD-ROM drive ${target} added`;
  if (!is) return `CD-ROM drive ${target} removed`;
  if (same(was.source, is.source)) return `settings of CD-ROM drive ${target}`;
  return `install medium ${mediumName(was, media.before)} → ${mediumName(is, media.after)}`;
}

/** What lies in a drive, by the ISO's own name where that is known. */
function mediumName({ source }: Attributes, media: ReadonlyMap<string, string>): string {
  if (source === undefined || source === null) return 'none';
  const path = field(source, 'file', 'file');
  // Where its copy will stand is known when it is made.
  if (typeof path !== 'string') return [...media.values()][0] ?? 'another';
  const name = posix.basename(path);
  const isOurs = name.endsWith('-install.iso');
  return media.get(name) ?? (isOurs ? 'its copy on the host' : name);
}
