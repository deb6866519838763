import { PropertyPlace } from '../../lib/config/parse-configuration';
import { Consequence } from './consequence';
import { PlannedChange } from './planned-change';

/** A row of the review: the same change of any number of hosts. */
export interface MergedRow {
  /** In the order of the configuration. */
  readonly hosts: readonly string[];
  readonly change: string;
  readonly consequence: Consequence;
  /** What it is about on each of the hosts, where a name has the VM's in it: `vm054.qcow2`. */
  readonly objects?: readonly string[];
  readonly property?: string;
  /** `file:line` of the property; undefined where its default holds, or none is known. */
  readonly place?: string;
}

export interface HostChanges {
  readonly address: string;
  readonly changes: readonly PlannedChange[];
}

interface Collected {
  readonly row: MergedRow & { readonly hosts: string[] };
  readonly objects: string[];
  readonly step: number;
}

/** Every change once, with all the hosts it is about, in the order in which a host is worked on. */
export function mergedRows(hosts: readonly HostChanges[], placeOf?: PropertyPlace): MergedRow[] {
  const rows = new Map<string, Collected>();
  for (const { address, changes } of hosts) {
    for (const { text, consequence, property, object, step = Infinity } of changes) {
      const place = property && placeOf?.(property, address);
      const isNamed = object !== undefined;
      const key = JSON.stringify([text, consequence, property, place, isNamed]);
      const row = { hosts: [], change: text, consequence, property, place };
      const collected: Collected = rows.get(key) ?? { row, objects: [], step };
      rows.set(key, collected);
      collected.row.hosts.push(address);
      if (isNamed) collected.objects.push(object);
    }
  }
  return [...rows.values()]
    .sort((a, b) => (a.step === b.step ? 0 : a.step - b.step))
    .map(({ row, objects }) => (objects.length > 0 ? { ...row, objects } : row));
}
