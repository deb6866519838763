import { Attributes } from '../../terraform/saved-plan';
import { Consequence, worstOf } from '../consequence';
import { ChangeRecord, Effect, consequenceOf } from '../consequence-record';

/** A change of the VM in an operator's words. */
export interface MachineChange {
  /** `memory 128 → 192 GiB` */
  readonly text: string;
  readonly consequence: Consequence;
  /** What it is about, where its name has the VM's in it. */
  readonly object?: string;
  /** The property that it comes from. */
  readonly property?: string;
}

/** The same before it is known what it means, which the provider alone says. */
export interface Wording extends Omit<MachineChange, 'consequence'> {
  /** The devices that the provider names it by: targets of disks, MAC addresses of NICs. @default - all */
  readonly devices?: readonly string[];
  /** Devices whose change is part of it, and means no more than that of the others. @default - none */
  readonly alongWith?: readonly string[];
  /** What the plan shows by itself where the provider says nothing. @default 'restart' */
  readonly unsaid?: Consequence;
  /** Another row tells of it. @default false */
  readonly isTold?: boolean;
}

/** How the change of an attribute is told; none: by its name. */
export type Words = (
  before: Attributes,
  after: Attributes,
  records: readonly ChangeRecord[],
) => readonly Wording[];

/** What the provider says of an attribute, for each wording of its change; undefined: nothing. */
export function withConsequences(
  wordings: readonly Wording[],
  name: string,
  records: readonly ChangeRecord[] | undefined,
): MachineChange[] {
  const untold = wordings.filter(({ isTold }) => !isTold);
  if (!records) {
    return untold.map((wording) => change(wording, wording.unsaid ?? 'restart', []));
  }
  const named = wordings.flatMap(({ devices = [], alongWith = [] }) => [...devices, ...alongWith]);
  const isAbout = (devices: readonly string[] | undefined, { device }: ChangeRecord) =>
    devices === undefined || device === undefined || devices.includes(device);
  const rows = untold.map((wording) =>
    effective(
      wording,
      records.filter((record) => isAbout(wording.devices, record)),
    ),
  );
  // Nothing that the provider says is left out.
  const left = records.filter(({ device }) => device !== undefined && !named.includes(device));
  const isAll = wordings.some(({ devices }) => devices === undefined);
  return left.length === 0 || isAll ? rows : [...rows, effective({ text: name }, left)];
}

function effective(wording: Wording, records: readonly ChangeRecord[]): MachineChange {
  const effects = records.map(({ effect }) => effect);
  const consequence = effects.length > 0 ? worstOf(effects.map(consequenceOf)) : 'restart';
  return change(wording, consequence, effects);
}

function change(
  { text, object, property }: Wording,
  consequence: Consequence,
  effects: readonly Effect[],
): MachineChange {
  return {
    text: `${text}${when(effects)}`,
    consequence,
    ...(object !== undefined && { object }),
    ...(property !== undefined && { property }),
  };
}

/** Of what the guest has no part in now, when it has. */
function when(effects: readonly Effect[]): string {
  if (effects.length === 0) return '';
  if (effects.every((effect) => effect === 'next start')) return ", at the guest's next start";
  return effects.every((effect) => effect === 'unchanged') ? ', as the guest has it already' : '';
}
