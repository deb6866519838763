import { PropertyPlace } from '../../lib/config/parse-configuration';
import { CONSEQUENCES, Consequence } from './consequence';
import { PlannedChange } from './planned-change';

/** A row of the review: the same change of any number of hosts. */
export interface MergedRow {
  /** In the order of the configuration. */
  readonly hosts: readonly string[];
  readonly change: string;
  readonly consequence: Consequence;
  readonly property?: string;
  /** `file:line` of the property; undefined where its default holds, or none is known. */
  readonly place?: string;
}

export interface HostChanges {
  readonly address: string;
  readonly changes: readonly PlannedChange[];
}

/** Every change once, with all the hosts it is about; the worst consequences first. */
export function mergedRows(hosts: readonly HostChanges[], placeOf?: PropertyPlace): MergedRow[] {
  const rows = new Map<string, MergedRow & { readonly hosts: string[] }>();
  for (const { address, changes } of hosts) {
    for (const { text, consequence, property } of changes) {
      const place = property && placeOf?.(property, address);
      const key = JSON.stringify([text, consequence, property, place]);
      const row = rows.get(key);
      if (row) row.hosts.push(address);
      else rows.set(key, { hosts: [address], change: text, consequence, property, place });
    }
  }
  const rank = ({ consequence }: MergedRow) => CONSEQUENCES.indexOf(consequence);
  return [...rows.values()].sort((a, b) => rank(b) - rank(a));
}
