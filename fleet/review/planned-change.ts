import { printable } from '../../lib/config/printable';
import { changed } from './attribute-values';
import { Consequence, worstOf } from './consequence';
import { ChangeRecords, changeRecordsOf } from './consequence-record';
import { machineChanges } from './machine-attributes';
import { Attributes, ResourceChange } from '../terraform/saved-plan';
import { isCopy } from '../terraform/state-contents';
import { Diagnostic } from '../terraform/terraform-event';

/** One change of one host as a reviewer reads it. */
export interface PlannedChange {
  readonly text: string;
  readonly consequence: Consequence;
  /** The property that it comes from, where that is known. */
  readonly property?: string;
}

interface ResourceText extends PlannedChange {
  /** It takes the VM from the host. */
  readonly removesMachine?: true;
}

type Action = 'create' | 'update' | 'delete' | 'replace';
type ResourceRule = (
  change: Attributes,
  before: Attributes,
  records: ChangeRecords,
) => ResourceText[];

const PREPARE = 'prepare the host';
const PREPARED_AGAIN = `${PREPARE} again`;

/** By resource type and action. What has no rule is taken for the worst it can be. */
const RULES: Readonly<Record<string, Partial<Record<Action, ResourceRule>>>> = {
  null_resource: {
    create: () => [{ text: PREPARE, consequence: 'none' }],
    replace: () => [{ text: PREPARED_AGAIN, consequence: 'none' }],
    delete: () => [],
  },
  libvirt_network: {
    create: ({ name }) => [{ text: `new network ${String(name)}`, consequence: 'none' }],
    update: (after, before) => [
      { text: `network ${String(after.name)}`, consequence: online(after, before, ['autostart']) },
    ],
    delete: (_, { name }) => [{ text: `network ${String(name)} removed`, consequence: 'none' }],
    replace: ({ name }) => [{ text: `network ${String(name)} made anew`, consequence: 'restart' }],
  },
  libvirt_volume: {
    create: newVolume,
    update: (after, before) => [
      {
        ...grown(after, before),
        consequence: online(after, before, VOLUME_IN_PLACE),
        property: 'kvm.system.size.gb',
      },
    ],
    delete: (_, before) => [lostVolume(before)],
    replace: replacedVolume,
  },
  libvirt_domain: {
    create: ({ vcpu, vcpu_current: vcpus = vcpu, memory, memory_unit: unit }) => [
      {
        text: `new VM: ${String(vcpus)} vCPUs, ${String(memory)} ${String(unit)} memory`,
        consequence: 'none',
      },
    ],
    update: (after, before, records) => machineChanges(before, after, records),
    delete: () => [{ text: 'VM removed', consequence: 'data loss', removesMachine: true }],
    replace: ({ name }, before) => [
      {
        text: 'VM made anew',
        consequence: 'restart',
        property: name === before.name ? undefined : 'kvm.prefix.string',
      },
    ],
  },
};

/** A VM of ours that no state holds becomes part of it; what else is done to it stands in rows of its own. */
export const MACHINE_TAKEN_OVER: PlannedChange = {
  text: 'VM taken over, which a deployment that was ended has made',
  consequence: 'none',
};

/** What a plan of one host does, with what its diagnostics announce. */
export function plannedChanges(
  changes: readonly ResourceChange[],
  diagnostics: readonly Diagnostic[],
): PlannedChange[] {
  const all = changes.flatMap((resource): ResourceText[] => {
    const { type, change } = resource;
    const action = actionOf(change.actions);
    const rule = RULES[type]?.[action];
    return rule
      ? rule(change.after ?? {}, change.before ?? {}, changeRecordsOf(resource, diagnostics))
      : [{ text: `${action} ${type}`, consequence: unknownConsequence(action) }];
  });
  const keeps = keepsDisks(changes);
  return once(
    all.map(({ removesMachine, ...change }) => (removesMachine && keeps ? REMOVED_ALONE : change)),
  );
}

/** Each text once, with the worst that is said of it. */
function once(changes: readonly PlannedChange[]): PlannedChange[] {
  const byText = new Map<string, PlannedChange>();
  for (const change of changes) {
    const text = printable(change.text);
    const known = byText.get(text);
    const consequence = worstOf([change.consequence, known?.consequence ?? 'none']);
    byText.set(text, { ...known, ...change, text, consequence });
  }
  return [...byText.values()];
}

/** The changes with what of the preparation holds no longer, each in a row of its own. */
export function withGone(
  changes: readonly PlannedChange[],
  gone: readonly string[],
): PlannedChange[] {
  return changes.flatMap((change) =>
    change.text === PREPARED_AGAIN
      ? gone.map((what) => ({ ...change, text: printable(`${PREPARED_AGAIN}: ${what}`) }))
      : [change],
  );
}

/** Whether a change is a preparation of the host, the first or another. */
export function isPreparation({ text }: PlannedChange): boolean {
  return text.startsWith(PREPARE);
}

/** A VM that goes without its disks can be made again with them. */
function keepsDisks(changes: readonly ResourceChange[]): boolean {
  return !changes.some(
    ({ type, change: { actions, before } }) =>
      type === 'libvirt_volume' && actions.includes('delete') && before && !isCopy(before),
  );
}

const REMOVED_ALONE: PlannedChange = { text: 'VM removed, its disks stay', consequence: 'restart' };

/** What the provider does to a volume without replacing it. */
const VOLUME_IN_PLACE = ['capacity', 'capacity_unit', 'allocation', 'create'];

/** An update in place of anything else than these attributes is none that is known here. */
function online(after: Attributes, before: Attributes, known: readonly string[]): Consequence {
  return changed(before, after).every((name) => known.includes(name)) ? 'online' : 'restart';
}

function actionOf(actions: ResourceChange['change']['actions']): Action {
  const [first, second] = actions;
  if (second !== undefined) return 'replace';
  return first === 'create' || first === 'delete' ? first : 'update';
}

function unknownConsequence(action: Action): Consequence {
  if (action === 'create') return 'none';
  return action === 'update' ? 'restart' : 'data loss';
}

function newVolume(volume: Attributes): PlannedChange[] {
  const text = isCopy(volume) ? 'install medium copied' : `new system disk of ${size(volume)}`;
  const property = isCopy(volume) ? 'kvm.install.media' : undefined;
  return [{ text, consequence: 'none', property }];
}

function replacedVolume(after: Attributes, before: Attributes): PlannedChange[] {
  // Its making failed, and nothing was ever on it.
  if (before.id === null) return newVolume(after);
  if (isCopy(before)) {
    return [
      { text: 'install medium copied again', consequence: 'online', property: 'kvm.install.media' },
    ];
  }
  const [property, from, to] = diskDifference(after, before);
  return [
    { text: `system disk given up: ${from} → ${to}`, consequence: 'reinstall', property },
    { text: 'what is on the system disk is lost', consequence: 'data loss' },
  ];
}

/** The property for which a system disk is given up, and what it was and becomes. */
function diskDifference(after: Attributes, before: Attributes): [string, string, string] {
  if (after.pool !== before.pool)
    return ['kvm.location.path', `pool ${String(before.pool)}`, String(after.pool)];
  if (after.name !== before.name)
    return ['kvm.prefix.string', String(before.name), String(after.name)];
  return ['kvm.system.size.gb', size(before), size(after)];
}

function lostVolume(before: Attributes): PlannedChange {
  return isCopy(before)
    ? { text: 'install medium removed', consequence: 'online', property: 'kvm.install.media' }
    : { text: `volume ${String(before.name)} given up`, consequence: 'data loss' };
}

function grown(after: Attributes, before: Attributes): { text: string } {
  return before.capacity === after.capacity
    ? { text: `volume ${String(after.name)}` }
    : { text: `system disk ${String(before.capacity)} → ${size(after)}` };
}

function size({ capacity, capacity_unit: unit }: Attributes): string {
  return `${String(capacity)} ${typeof unit === 'string' ? unit : 'bytes'}`;
}
