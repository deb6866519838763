import { printable } from '../../lib/config/printable';
import { Consequence } from './consequence';
import { Announcement, machineChanges } from './machine-attributes';
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

type Action = 'create' | 'update' | 'delete' | 'replace';
type ResourceRule = (
  change: Attributes,
  before: Attributes,
  announced: Announcement,
) => PlannedChange[];

const VM_REMOVED = 'VM removed';
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
    update: ({ name }) => [{ text: `network ${String(name)}`, consequence: 'online' }],
    delete: (_, { name }) => [{ text: `network ${String(name)} removed`, consequence: 'none' }],
    replace: ({ name }) => [{ text: `network ${String(name)} made anew`, consequence: 'restart' }],
  },
  libvirt_volume: {
    create: newVolume,
    update: (after, before) => [
      { ...grown(after, before), consequence: 'online', property: 'kvm.system.size.gb' },
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
    update: (after, before, announced) => machineChanges(before, after, announced),
    delete: () => [{ text: VM_REMOVED, consequence: 'data loss' }],
    replace: ({ name }, before) => [
      {
        text: 'VM made anew',
        consequence: 'restart',
        property: name === before.name ? undefined : 'kvm.prefix.string',
      },
    ],
  },
};

/** What a plan of one host does, with what its diagnostics announce. */
export function plannedChanges(
  changes: readonly ResourceChange[],
  diagnostics: readonly Diagnostic[],
): PlannedChange[] {
  const announced = {
    restarts: restartingAttributes(diagnostics),
    waits: waitingAttributes(diagnostics),
  };
  const all = changes.flatMap(({ type, change }) => {
    const action = actionOf(change.actions);
    const rule = RULES[type]?.[action];
    return rule
      ? rule(change.after ?? {}, change.before ?? {}, announced)
      : [{ text: `${action} ${type}`, consequence: unknownConsequence(action) }];
  });
  const shown = all.map((change) => ({ ...change, text: printable(change.text) }));
  const once = [...new Map(shown.map((change) => [change.text, change])).values()];
  return keepsDisks(changes) ? once.map(withoutLoss) : once;
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

function withoutLoss(change: PlannedChange): PlannedChange {
  if (change.text !== VM_REMOVED) return change;
  return { ...change, text: `${VM_REMOVED}, its disks stay`, consequence: 'restart' };
}

/** The provider warns when an update restarts the guest: "For memory, devices.graphics the guest is asked …". */
export function restartingAttributes(diagnostics: readonly Diagnostic[]): ReadonlySet<string> {
  return new Set(attributesOf(diagnostics, /restarts its guest/));
}

/** Of a guest that others started it names what waits: "For cpu, devices.graphics the guest keeps …". */
function waitingAttributes(diagnostics: readonly Diagnostic[]): ReadonlySet<string> | undefined {
  const title = /was started by others/;
  return diagnostics.some(({ summary }) => title.test(summary))
    ? new Set(attributesOf(diagnostics, title))
    : undefined;
}

function attributesOf(diagnostics: readonly Diagnostic[], title: RegExp): string[] {
  return diagnostics
    .filter(({ severity, summary }) => severity === 'warning' && title.test(summary))
    .flatMap(({ detail = '' }) => /^For (.*?) the guest/s.exec(detail)?.[1]?.split(/,\s*/) ?? []);
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
