import { Attributes } from '../../terraform/saved-plan';
import { changed } from '../attribute-values';
import { Consequence } from '../consequence';

/** An update in place of anything else than these attributes is none that is known here. */
export function inPlace(
  after: Attributes,
  before: Attributes,
  known: readonly string[],
): Consequence {
  return changed(before, after).every((name) => known.includes(name)) ? 'online' : 'restart';
}

/** The attributes that an update changes, for a reader. */
export function attributeNames(after: Attributes, before: Attributes): string {
  return changed(before, after)
    .map((name) => name.replaceAll('_', ' '))
    .join(', ');
}
