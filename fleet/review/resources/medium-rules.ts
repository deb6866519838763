import { Attributes } from '../../terraform/saved-plan';
import { isoName } from './medium-changes';
import { volumeUpdate } from './volume-update';
import type { PlannedChange } from '../planned-change';

const PROPERTY = 'kvm.install.media';

/** What becomes of an install medium's copy on the host, by action. */
export const mediumRules = {
  create: (volume: Attributes): PlannedChange[] => [
    row(`install medium ${isoName(volume)} copied to the host`, 'none'),
  ],
  update: (after: Attributes, before: Attributes): PlannedChange[] => {
    const { text, consequence } = volumeUpdate('install medium', after, before);
    return [{ ...row(text, consequence), object: String(after.name) }];
  },
  delete: (_: Attributes, before: Attributes): PlannedChange[] => [
    row(`install medium ${isoName(before)} removed from the host`, 'online'),
  ],
  replace: (after: Attributes, before: Attributes): PlannedChange[] => {
    // Its making failed.
    if (before.id === null) return mediumRules.create(after);
    const [from, to] = [isoName(before), isoName(after)];
    const text =
      from === to ? `install medium ${to} copied again` : `install medium ${from} → ${to}`;
    return [row(text, 'online')];
  },
};

function row(text: string, consequence: PlannedChange['consequence']): PlannedChange {
  return { text, consequence, property: PROPERTY };
}
