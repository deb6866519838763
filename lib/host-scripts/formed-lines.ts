import { z } from 'zod';
import { quoted } from '../config/problem';
import { factBounds } from '../config/values/numbers';

/** The fields of each kind of line, in their order. */
type Forms = Readonly<Record<string, z.ZodTuple>>;

type Fields<F extends Forms, N extends keyof F> = z.output<F[N]>;

/** Lines that a host script printed, each of a mark, a name and fields, read by the form that each must have. */
export class FormedLines<F extends Forms> {
  /** The first line that is refused, and why. */
  refusal?: string;
  private readonly lines: readonly (readonly string[])[];

  /** @param mark that the lines begin with; any other line is ignored */
  constructor(
    mark: string,
    private readonly forms: F,
    text: string,
  ) {
    this.lines = text
      .split('\n')
      .filter((line) => line.startsWith(`${mark}\t`))
      .map((line) => line.split('\t').slice(1));
  }

  /** Every line of a name whose first field names something. */
  all<N extends keyof F & string>(name: N): Fields<F, N>[] {
    const read = this.read(name);
    const named = new Set(read.map((fields) => (fields as unknown[])[0]));
    if (named.size < read.length) this.refuse(`it reports ${name} twice`);
    if (read.length > factBounds.listLength)
      this.refuse(`it reports more than ${factBounds.listLength} of ${name}`);
    return read;
  }

  one<N extends keyof F & string>(name: N): Fields<F, N> | undefined {
    const [first, ...others] = this.read(name);
    if (others.length > 0) this.refuse(`it reports ${name} twice`);
    return first;
  }

  private read<N extends keyof F & string>(name: N): Fields<F, N>[] {
    return this.lines
      .filter(([word]) => word === name)
      .flatMap(([, ...fields]) => this.parsed(name, fields));
  }

  private parsed<N extends keyof F & string>(name: N, fields: readonly string[]): Fields<F, N>[] {
    const form = this.forms[name] as F[N];
    const result = form.safeParse(fields);
    if (result.success) return [result.data as Fields<F, N>];
    const issue = result.error.issues[0];
    const field = fields[Number(issue?.path[0])];
    this.refuse(
      field === undefined
        ? `${name} has ${fields.length} values; allowed: ${form.def.items.length}`
        : `${name} is ${quoted(field)}; allowed: ${issue?.message}`,
    );
    return [];
  }

  private refuse(reason: string): void {
    this.refusal ??= reason;
  }
}
