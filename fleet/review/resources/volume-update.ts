import { Attributes } from '../../terraform/saved-plan';
import { Consequence } from '../consequence';
import { attributeNames, inPlace } from './in-place';

/** What the provider does to a volume without replacing it. */
const IN_PLACE = ['capacity', 'capacity_unit', 'allocation', 'create'];

/** How an update of a volume reads, and what it means. */
export function volumeUpdate(
  kind: string,
  after: Attributes,
  before: Attributes,
): { readonly text: string; readonly consequence: Consequence } {
  const text =
    before.capacity === after.capacity
      ? `volume: ${attributeNames(after, before)}`
      : `${kind} ${String(before.capacity)} → ${volumeSize(after)}`;
  return { text, consequence: inPlace(after, before, IN_PLACE) };
}

/** `100 GiB` */
export function volumeSize({ capacity, capacity_unit: unit }: Attributes): string {
  return `${String(capacity)} ${typeof unit === 'string' ? unit : 'bytes'}`;
}
