import { z } from 'zod';

/** A resource that a state holds. */
export interface StateResource {
  /** Terraform's, `libvirt_domain.Machine_6FC8AE80`. */
  readonly address: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** What is read of a state. */
export interface State {
  readonly resources: readonly StateResource[];
  /** Which state it is, from its first writing on. */
  readonly lineage: string;
  /** How often it was changed. */
  readonly serial: number;
  /** Of the program that wrote it. */
  readonly terraformVersion?: string;
  /** That program, where the form of the text tells it: the two number their versions separately. */
  readonly writer?: TerraformProgram;
}

export type TerraformProgram = 'Terraform' | 'OpenTofu';

/** What a text is instead of a state. */
export interface StateDamage {
  readonly damage: string;
  /** @default - to restore it */
  readonly cure?: string;
  /** Whether it is what a write leaves that failed: nothing, or the beginning of a state. */
  readonly unfinished?: boolean;
}

/** The only one since Terraform 0.12, and OpenTofu's. */
const FORMAT_VERSION = 4;

const STATE = z.object({
  terraform_version: z.string().optional(),
  serial: z.number().int().min(0).default(0),
  lineage: z.string().default(''),
  resources: z
    .array(
      z.object({
        mode: z.string(),
        type: z.string().default(''),
        name: z.string().default(''),
        instances: z
          .array(z.object({ attributes: z.record(z.string(), z.unknown()).optional() }))
          .optional(),
      }),
    )
    .optional(),
});

/** Reads the text of a state file; the reason why it is none is told by what the text holds. */
export function stateOf(text: string): State | StateDamage {
  if (text === '') return { damage: 'the state is empty (0 bytes)', unfinished: true };
  if (/^[\s\0]*$/.test(text))
    return { damage: 'the state holds nothing but blanks or zero bytes', unfinished: true };
  try {
    const state = stateIn(JSON.parse(text));
    return isDamaged(state) ? state : { ...state, ...writerOf(text) };
  } catch {
    return damageOf(text);
  }
}

export function isDamaged(state: State | StateDamage): state is StateDamage {
  return 'damage' in state;
}

/** Terraform indents a state; OpenTofu writes it in one line, since 1.8. Either may have been formatted since. */
function writerOf(text: string): Pick<State, 'writer'> {
  if (text.startsWith('{\n  "version": 4,\n')) return { writer: 'Terraform' };
  return text.startsWith('{"version":4,"terraform_version":') ? { writer: 'OpenTofu' } : {};
}

function stateIn(document: unknown): State | StateDamage {
  if (typeof document !== 'object' || document === null) return NO_STATE;
  if ('encrypted_data' in document) return ENCRYPTED;
  const version = 'version' in document ? document.version : undefined;
  if (typeof version !== 'number') return NO_STATE;
  if (version !== FORMAT_VERSION) return otherFormat(version);
  const { data, error } = STATE.safeParse(document);
  if (error) {
    const place = error.issues[0]?.path.map(String).join('.');
    return { damage: `the state is not of Terraform's form, at "${place}"` };
  }
  return {
    lineage: data.lineage,
    serial: data.serial,
    ...(data.terraform_version !== undefined && { terraformVersion: data.terraform_version }),
    resources: (data.resources ?? [])
      .filter(({ mode }) => mode === 'managed')
      .map(({ type, name, instances = [] }) => ({
        address: `${type}.${name}`,
        type,
        attributes: instances[0]?.attributes ?? {},
      })),
  };
}

const NO_STATE: StateDamage = { damage: 'this is JSON, but no state of Terraform' };

const ENCRYPTED: StateDamage = {
  damage: "the state is encrypted by OpenTofu; allowed is one in Terraform's plain form",
  cure: 'decrypt it with the OpenTofu configuration that encrypted it ("State and Plan Encryption" in its documentation: apply once with the method "unencrypted")',
};

function otherFormat(version: number): StateDamage {
  const allowed = `allowed is ${FORMAT_VERSION}`;
  return version > FORMAT_VERSION
    ? {
        damage: `the state is of format version ${version}, of a newer Terraform; ${allowed}`,
        cure: 'use a quantum-kvm that knows this format, or restore the state from before',
      }
    : { damage: `the state is of format version ${version}; ${allowed}` };
}

function damageOf(text: string): StateDamage {
  const lines = text.split('\n');
  const conflict = lines.findIndex((line) => /^(?:<{7}|>{7})(?: |\r?$)/.test(line));
  if (conflict >= 0) {
    return {
      damage: `the state has the marks of a merge conflict (line ${conflict + 1})`,
      cure: 'take one of the two states as a whole: the one of the higher serial',
    };
  }
  return isCutOff(text)
    ? { damage: 'the state is cut off: its JSON has no end', unfinished: true }
    : { damage: 'this is no state of Terraform: it is not JSON' };
}

/** Whether a text begins as JSON and ends inside of a text, a list or an object. */
function isCutOff(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  const structure = text.replace(/"(?:[^"\\]|\\.)*"/gs, '');
  if (structure.includes('"')) return true;
  const opened = structure.match(/[{[]/g)?.length ?? 0;
  return opened > (structure.match(/[}\]]/g)?.length ?? 0);
}
