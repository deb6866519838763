import { z } from 'zod';
import { ResourceChange } from '../terraform/saved-plan';
import { Diagnostic } from '../terraform/terraform-event';
import { Consequence } from './consequence';

/** Begins the last line of the diagnostic with which the provider's plan tells programs what it means. */
const PREFIX = 'quantum-kvm-plan: ';

/** What a change means for the guest, in the provider's words, and what that is to an operator. */
const EFFECTS = {
  none: 'none',
  unchanged: 'none',
  online: 'online',
  'next start': 'none',
  restart: 'restart',
  'data loss': 'data loss',
} as const satisfies Record<string, Consequence>;

export type Effect = keyof typeof EFFECTS;

const name = z.string().max(4096);

/** How a VM that does not run is made to. */
const ACTIONS = ['start', 'resume', 'wake up', 'restore'] as const;

const changeSchema = z.strictObject({
  attribute: name,
  device: name.optional(),
  action: z.enum(ACTIONS).optional(),
  from: name.optional(),
  to: name.optional(),
  effect: z.enum(Object.keys(EFFECTS) as [Effect, ...Effect[]]),
});

/** Written by `provider/internal/domain/consequence/record.go`; its testdata are tested there and here. */
const recordSchema = z.strictObject({
  version: z.literal(1),
  vm: name,
  changes: z.array(changeSchema).max(10_000),
});

/** What the provider says of one change. */
export type ChangeRecord = Readonly<z.infer<typeof changeSchema>>;

/** What it says of an update, by attribute, as `memory` and `devices.disks`. */
export type ChangeRecords = ReadonlyMap<string, readonly ChangeRecord[]>;

/** What no provider says anything of. */
const NOTHING: ChangeRecords = new Map();

/**
 * What the provider says of one resource's update. Nothing, unless there is exactly one record, of a form that is
 * known here and of this VM: what is not known restarts.
 */
export function changeRecordsOf(
  { address, change }: ResourceChange,
  diagnostics: readonly Diagnostic[],
): ChangeRecords {
  const lines = diagnostics
    .filter((diagnostic) => diagnostic.severity === 'warning' && diagnostic.address === address)
    .filter(isPlanRecord)
    .map(lastLine);
  const [line, ...others] = lines;
  const isOne = line !== undefined && others.length === 0;
  const record = isOne ? parsed(line.slice(PREFIX.length)) : undefined;
  if (!record || record.vm !== change.before?.name) return NOTHING;
  const changes = new Map<string, ChangeRecord[]>();
  for (const told of record.changes) {
    changes.set(told.attribute, [...(changes.get(told.attribute) ?? []), told]);
  }
  return changes;
}

/** Whether a diagnostic tells programs what a plan means, which the review shows in words of its own. */
export function isPlanRecord(diagnostic: Diagnostic): boolean {
  return lastLine(diagnostic).startsWith(PREFIX);
}

/** The detail of a diagnostic without the line that is for programs. */
export function detailForPeople(diagnostic: Diagnostic): string {
  const { detail = '' } = diagnostic;
  return isPlanRecord(diagnostic)
    ? detail.slice(0, -lastLine(diagnostic).length).trimEnd()
    : detail;
}

function lastLine({ detail = '' }: Diagnostic): string {
  return detail.split('\n').at(-1) ?? '';
}

function parsed(text: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function consequenceOf(effect: Effect): Consequence {
  return EFFECTS[effect];
}
