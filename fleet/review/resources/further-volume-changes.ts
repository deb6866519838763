import { Attributes } from '../../terraform/saved-plan';
import { isoName } from './medium-changes';
import { volumeSize, volumeUpdate } from './volume-update';
import type { PlannedChange } from '../planned-change';

/** What becomes of a volume that a site has added, by action. */
export const furtherVolumeRules = {
  create: newVolume,
  update: (after: Attributes, before: Attributes): PlannedChange[] => [
    { ...volumeUpdate('volume', after, before), ...named(after) },
  ],
  delete: (_: Attributes, before: Attributes): PlannedChange[] => [
    { text: 'volume removed, with everything on it', consequence: 'data loss', ...named(before) },
  ],
  replace: (after: Attributes, before: Attributes): PlannedChange[] => {
    // Its making failed, and nothing was ever on it.
    if (before.id === null) return newVolume(after);
    const text = 'volume replaced by a new one; everything on the old one is lost';
    return [{ text, consequence: 'data loss', ...named(before) }];
  },
};

function newVolume(volume: Attributes): PlannedChange[] {
  return [{ text: `new volume${content(volume)}`, consequence: 'none', ...named(volume) }];
}

function content(volume: Attributes): string {
  if (volume.create) return ` with the content of ${isoName(volume)}`;
  return volume.capacity === undefined || volume.capacity === null
    ? ''
    : ` of ${volumeSize(volume)}`;
}

function named({ name }: Attributes): Pick<PlannedChange, 'object'> {
  return typeof name === 'string' ? { object: name } : {};
}
