import { z } from 'zod';
import { quoted } from '../config/problem';
import { bootId, diskIdentifier, machineId } from '../config/values/identities';
import { architectureName, bridgeName, systemId, systemVersion } from '../config/values/names';
import { factBounds, wholeNumber } from '../config/values/numbers';
import { diskPath } from '../config/values/paths';

const KIB_PER_GIB = 1024 * 1024;

const count = wholeNumber(factBounds.cpuCount);
const systemIds = z
  .string()
  .transform((text) => text.split(' ').filter(Boolean))
  .pipe(z.array(systemId).max(factBounds.listLength));

/** Empty where the kernel does not tell it. */
const toldOrNot = z
  .literal('')
  .transform(() => undefined)
  .or(diskIdentifier);

const LIBVIRT_SOCKETS = [
  '/var/run/libvirt/libvirt-sock',
  '/var/run/libvirt/virtqemud-sock',
] as const;

/** The fields of each fact, in their order. */
const FACTS = {
  os: z.tuple([systemId, systemVersion, systemIds]),
  architecture: z.tuple([architectureName]),
  machine: z.tuple([machineId, bootId]),
  clock: z.tuple([wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER })]),
  cpu: z.tuple([count, count, count]),
  virtualization: z.tuple([z.enum(['vmx', 'svm', 'none'], 'vmx, svm or none')]),
  /** KiB. */
  memory: z.tuple([wholeNumber({ min: 0, max: factBounds.memoryGib.max * KIB_PER_GIB })]),
  bridge: z.tuple([bridgeName, wholeNumber(factBounds.mtu)]),
  disk: z.tuple([
    diskPath,
    wholeNumber(factBounds.sizeBytes),
    z.enum(['blank', 'vm', 'used'], 'blank, vm or used'),
    toldOrNot,
    toldOrNot,
  ]),
  /** Of libvirt. */
  socket: z.tuple([z.enum(LIBVIRT_SOCKETS, 'a socket of libvirt')]),
  end: z.tuple([z.enum(['0', '1'], '0 or 1')]),
} as const;

type FactName = keyof typeof FACTS;
type FactFields<N extends FactName> = z.output<(typeof FACTS)[N]>;

/** The FACT lines of a check, read by the form that each fact must have. */
export class FactLines {
  /** The first line that is refused, and why. */
  refusal?: string;
  private readonly lines: readonly (readonly string[])[];

  constructor(text: string) {
    this.lines = text
      .split('\n')
      .filter((line) => line.startsWith('FACT\t'))
      .map((line) => line.split('\t').slice(1));
  }

  /** Every line of a fact whose first field names something. */
  all<N extends FactName>(name: N): FactFields<N>[] {
    const read = this.read(name);
    const named = new Set(read.map(([first]) => first));
    if (named.size < read.length) this.refuse(`it reports ${name} twice`);
    if (read.length > factBounds.listLength)
      this.refuse(`it reports more than ${factBounds.listLength} of ${name}`);
    return read;
  }

  one<N extends FactName>(name: N): FactFields<N> | undefined {
    const [first, ...others] = this.read(name);
    if (others.length > 0) this.refuse(`it reports ${name} twice`);
    return first;
  }

  private read<N extends FactName>(name: N): FactFields<N>[] {
    return this.lines
      .filter(([fact]) => fact === name)
      .flatMap(([, ...fields]) => this.parsed(name, fields) ?? []);
  }

  private parsed<N extends FactName>(name: N, fields: readonly string[]) {
    const result = FACTS[name].safeParse(fields);
    if (result.success) return [result.data as FactFields<N>];
    const issue = result.error.issues[0];
    const field = fields[Number(issue?.path[0])];
    this.refuse(
      field === undefined
        ? `${name} has ${fields.length} values; allowed: ${FACTS[name].def.items.length}`
        : `${name} is ${quoted(field)}; allowed: ${issue?.message}`,
    );
    return undefined;
  }

  private refuse(reason: string): void {
    this.refusal ??= reason;
  }
}
