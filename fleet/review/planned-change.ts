import { posix } from 'node:path';
import { printable } from '../../lib/config/printable';
import { field } from './attribute-values';
import { Consequence, worstOf } from './consequence';
import { ChangeRecords, changeRecordsOf } from './consequence-record';
import { attributeNames, inPlace } from './resources/in-place';
import { Volumes, machineChanges } from './machine-attributes';
import { mediaOf } from './resources/medium-changes';
import { PREPARE, againChanges } from './resources/preparation-changes';
import { furtherVolumeRules } from './resources/further-volume-changes';
import { mediumRules } from './resources/medium-rules';
import { systemDiskRules } from './resources/system-disk-changes';
import { stepOf } from './work-order';
import { Attributes, ResourceChange } from '../terraform/saved-plan';
import { holdsData, isFurtherVolume, isMedium, isNewDisk } from '../terraform/state-contents';
import { Diagnostic } from '../terraform/terraform-event';

/** One change of one host as a reviewer reads it. */
export interface PlannedChange {
  /** Without names that have the VM's in them: what is done to all hosts reads alike. */
  readonly text: string;
  readonly consequence: Consequence;
  /** What it is about, where its name has the VM's in it: `vm054.qcow2`. @default - the text says it */
  readonly object?: string;
  /** The property that it comes from, where that is known. */
  readonly property?: string;
  /** When in the work on the host it is done; see {@link stepOf}. @default - at the end */
  readonly step?: number;
}

type Action = 'create' | 'update' | 'delete' | 'replace';

/** What else of a plan a rule needs to know. */
interface Surroundings {
  readonly records: ChangeRecords;
  readonly volumes: Volumes;
  /** A VM that goes without its disks can be made again with them. */
  readonly keepsDisks: boolean;
}

type ResourceRule = (
  after: Attributes,
  before: Attributes,
  surroundings: Surroundings,
) => readonly PlannedChange[];

/** By resource type and action. What has no rule is taken for the worst it can be. */
const RULES: Readonly<Record<string, Partial<Record<Action, ResourceRule>>>> = {
  null_resource: {
    create: () => [{ text: PREPARE, consequence: 'none' }],
    replace: againChanges,
    delete: () => [],
  },
  libvirt_network: {
    create: ({ name }) => [{ text: `new network ${String(name)}`, consequence: 'none' }],
    update: (after, before) => [
      {
        text: `network ${String(after.name)}: ${attributeNames(after, before)}`,
        consequence: inPlace(after, before, ['autostart']),
      },
    ],
    delete: (_, { name }) => [{ text: `network ${String(name)} removed`, consequence: 'none' }],
    replace: ({ name }) => [{ text: `network ${String(name)} recreated`, consequence: 'restart' }],
  },
  libvirt_domain: {
    create: ({ vcpu, vcpu_current: vcpus = vcpu, memory, memory_unit: unit }) => [
      {
        text: `new VM: ${String(vcpus)} ${vcpus === 1 ? 'vCPU' : 'vCPUs'}, ${String(memory)} ${String(unit)} memory`,
        consequence: 'none',
      },
    ],
    update: (after, before, { records, volumes }) =>
      machineChanges(before, after, records, volumes),
    delete: (_, before, { keepsDisks }) => [
      keepsDisks
        ? {
            text: `VM shut down${powerCut(before)} and removed; its disks stay`,
            consequence: 'shutdown',
          }
        : { text: 'VM removed', consequence: 'data loss', ...objectOf(before.name) },
    ],
    replace: recreated,
  },
};

/** A VM of ours that no state holds becomes part of it; what else is done to it stands in rows of its own. */
export const MACHINE_TAKEN_OVER: PlannedChange = {
  text: 'VM taken over, which a deployment that was ended has made',
  consequence: 'none',
  step: 3,
};

/**
 * What a plan of one host does, with what its diagnostics announce, in the order in which it is done.
 *
 * @param systemDisk path that the VM's system disk has when it is made. @default - the plan does not show it
 */
export function plannedChanges(
  changes: readonly ResourceChange[],
  diagnostics: readonly Diagnostic[],
  systemDisk?: string,
): PlannedChange[] {
  const volumes = { media: mediaOf(changes), gone: goneDisks(changes, systemDisk) };
  const of = { volumes, keepsDisks: keepsDisks(changes) };
  const all = changes.flatMap((resource): PlannedChange[] => {
    const { type, change } = resource;
    const action = actionOf(change.actions);
    const rule = rulesOf(resource)?.[action];
    const records = changeRecordsOf(resource, diagnostics);
    const rows = rule?.(change.after ?? {}, change.before ?? {}, { ...of, records }) ?? [
      { text: `${action} ${type}`, consequence: unknownConsequence(action) },
    ];
    return rows.map((row) => ({ ...row, step: stepOf(resource) }));
  });
  return once(all).sort((a, b) => (a.step ?? 0) - (b.step ?? 0));
}

function rulesOf(resource: ResourceChange): Partial<Record<Action, ResourceRule>> | undefined {
  if (resource.type !== 'libvirt_volume') return RULES[resource.type];
  if (isFurtherVolume(resource)) return furtherVolumeRules;
  return isMedium(resource) ? mediumRules : systemDiskRules;
}

/** Each text once, with the worst that is said of it. */
function once(changes: readonly PlannedChange[]): PlannedChange[] {
  const byText = new Map<string, PlannedChange>();
  for (const change of changes) {
    const text = printable(change.text);
    const object = change.object === undefined ? {} : { object: printable(change.object) };
    const key = JSON.stringify([text, object]);
    const known = byText.get(key);
    const consequence = worstOf([change.consequence, known?.consequence ?? 'none']);
    byText.set(key, { ...known, ...change, ...object, text, consequence });
  }
  return [...byText.values()];
}

/** The time is what the VM was deployed with, whatever the XML says by now. */
function powerCut({ destroy }: Attributes): string {
  const seconds = field(destroy, 'shutdown', 'timeout');
  return typeof seconds === 'number' ? `, its power cut after ${seconds} s,` : '';
}

/** Where system disks stood that are made as new ones, so that there is none on the host. */
function goneDisks(
  changes: readonly ResourceChange[],
  systemDisk: string | undefined,
): ReadonlySet<string> {
  const made = changes.filter(isNewDisk);
  const paths = made.flatMap(({ lost }) => [lost?.path, systemDisk]);
  return new Set(paths.filter((path) => typeof path === 'string').map(posix.normalize));
}

function keepsDisks(changes: readonly ResourceChange[]): boolean {
  return !changes.some(
    (resource) =>
      resource.change.actions.includes('delete') && resource.change.before && holdsData(resource),
  );
}

function objectOf(name: unknown): Pick<PlannedChange, 'object'> {
  return typeof name === 'string' ? { object: name } : {};
}

/** The disks stay, and the guest boots from them. */
function recreated({ name }: Attributes, before: Attributes): PlannedChange[] {
  if (name === before.name) return [{ text: 'VM recreated', consequence: 'restart' }];
  return [
    {
      text: 'VM recreated under another name',
      consequence: 'restart',
      object: `${String(before.name)} → ${String(name)}`,
      property: 'kvm.prefix.string',
    },
  ];
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
