import { Attributes } from '../../terraform/saved-plan';
import { isCopy } from '../../terraform/state-contents';
import { attributeNames, inPlace } from './in-place';
import { isoName } from './medium-changes';
import type { PlannedChange } from '../planned-change';

const MEDIUM = { property: 'kvm.install.media' } as const;

/** By action. */
export const volumeRules = {
  create: newVolume,
  update: updatedVolume,
  delete: (_: Attributes, before: Attributes) => [lostVolume(before)],
  replace: replacedVolume,
};

/** What the provider does to a volume without replacing it. */
const IN_PLACE = ['capacity', 'capacity_unit', 'allocation', 'create'];

function newVolume(volume: Attributes): PlannedChange[] {
  if (!isCopy(volume)) return [{ text: `new system disk of ${size(volume)}`, consequence: 'none' }];
  const text = `install medium ${isoName(volume)} copied to the host`;
  return [{ text, consequence: 'none', ...MEDIUM }];
}

function updatedVolume(after: Attributes, before: Attributes): PlannedChange[] {
  const text =
    before.capacity === after.capacity
      ? `volume: ${attributeNames(after, before)}`
      : `system disk ${String(before.capacity)} → ${size(after)}`;
  const consequence = inPlace(after, before, IN_PLACE);
  return [{ text, consequence, object: String(after.name), property: 'kvm.system.size.gb' }];
}

function replacedVolume(after: Attributes, before: Attributes): PlannedChange[] {
  // Its making failed, and nothing was ever on it.
  if (before.id === null) return newVolume(after);
  if (isCopy(before)) {
    const [from, to] = [isoName(before), isoName(after)];
    const text =
      from === to ? `install medium ${to} copied again` : `install medium ${from} → ${to}`;
    return [{ text, consequence: 'online', ...MEDIUM }];
  }
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
  return { what: `${size(before)} → ${size(after)}`, property: 'kvm.system.size.gb' };
}

function lostVolume(before: Attributes): PlannedChange {
  return isCopy(before)
    ? {
        text: `install medium ${isoName(before)} removed from the host`,
        consequence: 'online',
        ...MEDIUM,
      }
    : {
        text: 'system disk removed, with everything on it',
        consequence: 'data loss',
        object: String(before.name),
      };
}

function size({ capacity, capacity_unit: unit }: Attributes): string {
  return `${String(capacity)} ${typeof unit === 'string' ? unit : 'bytes'}`;
}
