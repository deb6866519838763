import { Attributes } from '../../terraform/saved-plan';
import { volumeSize, volumeUpdate } from './volume-update';
import type { PlannedChange } from '../planned-change';

/** By action. */
export const systemDiskRules = {
  create: newDisk,
  update: (after: Attributes, before: Attributes): PlannedChange[] => {
    const { text, consequence } = volumeUpdate('system disk', after, before);
    return [{ text, consequence, object: String(after.name), property: 'kvm.system.size.gb' }];
  },
  delete: (_: Attributes, before: Attributes): PlannedChange[] => [
    {
      text: 'system disk removed, with everything on it',
      consequence: 'data loss',
      object: String(before.name),
    },
  ],
  replace: replacedDisk,
};

function newDisk(volume: Attributes): PlannedChange[] {
  return [{ text: `new system disk of ${volumeSize(volume)}`, consequence: 'none' }];
}

function replacedDisk(after: Attributes, before: Attributes): PlannedChange[] {
  // Its making failed, and nothing was ever on it.
  if (before.id === null) return newDisk(after);
  const { what, ...reason } = diskDifference(after, before);
  return [
    {
      text: `system disk replaced by a new, empty one: ${what}`,
      consequence: 'reinstall',
      ...reason,
    },
    {
      text: 'everything on the old system disk is lost',
      consequence: 'data loss',
      object: String(before.name),
    },
  ];
}

/** Why a system disk cannot stay. */
function diskDifference(
  after: Attributes,
  before: Attributes,
): { readonly what: string } & Pick<PlannedChange, 'object' | 'property'> {
  if (after.pool !== before.pool) {
    const what = `pool ${String(before.pool)} → ${String(after.pool)}`;
    return { what, property: 'kvm.location.path' };
  }
  if (after.name !== before.name) {
    const object = `${String(before.name)} → ${String(after.name)}`;
    return { what: 'another VM name', object, property: 'kvm.prefix.string' };
  }
  return {
    what: `${volumeSize(before)} → ${volumeSize(after)}`,
    property: 'kvm.system.size.gb',
  };
}
