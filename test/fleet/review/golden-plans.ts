import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlannedChange } from '../../../fleet/review/planned-change';
import { Attributes, ResourceChange } from '../../../fleet/terraform/saved-plan';
import { Diagnostic } from '../../../fleet/terraform/terraform-event';

/** Of the provider, whose tests read the same files. */
const FOLDER = join(__dirname, '../../../provider/internal/domain/consequence/testdata');

/** An update of the VM of `machine.json`: what the provider says of it, and what an operator reads. */
export interface GoldenPlan {
  readonly title: string;
  readonly before: Attributes;
  readonly after: Attributes;
  readonly record: object;
  readonly rows: readonly PlannedChange[];
}

const ADDRESS = 'libvirt_domain.Machine';

export const MACHINE = read('machine') as Attributes;

export function goldenPlans(): GoldenPlan[] {
  return ['attributes', 'devices', 'disks', 'guests'].flatMap((name) => read(name) as GoldenPlan[]);
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
}

/** The VM with other attributes, its devices list by list. */
export function machine(changes: Attributes): Attributes {
  const devices = { ...(MACHINE.devices as object), ...(changes.devices as object | undefined) };
  return { ...MACHINE, ...changes, devices };
}

export function update(before: Attributes, after: Attributes): ResourceChange {
  const change = { actions: ['update'], before: machine(before), after: machine(after) } as const;
  return { address: ADDRESS, type: 'libvirt_domain', change };
}

/** What the provider says of an update, in the last line for programs. */
export function said(record: object | string, more: Partial<Diagnostic> = {}): Diagnostic {
  const line = typeof record === 'string' ? record : JSON.stringify(record);
  return {
    severity: 'warning',
    summary: 'Updating the VM vm054',
    detail: `For memory the guest is asked to shut down.\nquantum-kvm-plan: ${line}`,
    address: ADDRESS,
    ...more,
  };
}
