import { isDeepStrictEqual } from 'node:util';
import { Attributes, ResourceChange } from '../terraform/saved-plan';
import { PlannedChange } from './planned-change';

/** The first way in which changes are not those that were reviewed, as a person reads them; undefined: none. */
export function reviewDifference(
  reviewed: readonly PlannedChange[],
  now: readonly PlannedChange[],
): string | undefined {
  const texts = (changes: readonly PlannedChange[]) =>
    changes.map(
      ({ text, object, consequence }) =>
        `${text}${object === undefined ? '' : ` ${object}`} (${consequence})`,
    );
  const [before, after] = [texts(reviewed), texts(now)];
  const added = after.find((text) => !before.includes(text));
  if (added !== undefined) return `it would do what was not reviewed: ${added}`;
  const missing = before.find((text) => !after.includes(text));
  return missing && `it would no longer do what was reviewed: ${missing}`;
}

/**
 * The first way in which one plan does something else than another; undefined: none. What a plan leaves as it
 * is may differ: a guest goes on living between two plans.
 */
export function planDifference(
  reviewed: readonly ResourceChange[],
  now: readonly ResourceChange[],
): string | undefined {
  const all = [...new Set([...reviewed, ...now].map(({ address }) => address))];
  const of = (changes: readonly ResourceChange[], address: string) =>
    changes.filter((change) => change.address === address);
  const different = all.find(
    (address) => !isDeepStrictEqual(deeds(of(reviewed, address)), deeds(of(now, address))),
  );
  return different && `${different} would be changed otherwise than in the plan that was reviewed`;
}

/** What is done to one resource: the actions, and every attribute that gets another value. */
function deeds(changes: readonly ResourceChange[]): unknown {
  return changes.map(({ type, change: { actions, before, after } }) => ({
    type,
    actions,
    after: after === null ? null : altered(before ?? {}, after),
    unknown: after === null ? [] : Object.keys(before ?? {}).filter((name) => !(name in after)),
  }));
}

function altered(before: Attributes, after: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !isDeepStrictEqual(before[name], value)),
  );
}
