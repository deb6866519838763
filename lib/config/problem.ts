/** Something wrong with an input, as data; printed by {@link formatProblems} alone. */
export interface Problem {
  /** `error` stops, `warning` is reported. */
  readonly severity: 'error' | 'warning';
  /**
   * Whom it concerns: `input` is cured in the two input files, `host` on the machine itself.
   *
   * @default 'input'
   */
  readonly kind?: 'input' | 'host';
  /** Address of the one host that it keeps from going on. @default - all hosts */
  readonly host?: string;
  /** `file:line:column`, or what of the host was looked at. */
  readonly where: string;
  /** What is wrong: the property as typed and what was found. Never a secret. */
  readonly what: string;
  /** What is allowed, with its unit. */
  readonly allowed?: string;
  /** What to do. */
  readonly cure: string;
}

/** Compares digits as numbers, so that line 9 comes before line 10 and host .9 before host .10. */
const byPosition = new Intl.Collator('en', { numeric: true });

/** One line per problem, sorted by position; empty for none. */
export function formatProblems(problems: readonly Problem[]): string {
  return [...problems]
    .sort((a, b) => byPosition.compare(placeOf(a), placeOf(b)))
    .map(formatProblem)
    .join('\n');
}

/** `host: check`, or the place in a file. */
function placeOf({ host, where }: Problem): string {
  return host === undefined ? where : `${host}: ${where}`;
}

function formatProblem(problem: Problem): string {
  const { severity, what, allowed, cure } = problem;
  const sentence = [what, ...(allowed === undefined ? [] : [`allowed: ${allowed}`]), cure].join(
    '; ',
  );
  return printable(`${placeOf(problem)}: ${severity}: ${sentence}`);
}

/** Whether any of the problems stops. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

/** The longest value a message repeats, characters. */
const QUOTED = 60;

/** A value as a message shows it: in quotes, shortened, and on one line whatever it holds. */
export function quoted(value: string): string {
  return `"${shortened(value)}"`;
}

/** A text of any length and content as a part of one line. */
export function shortened(text: string): string {
  const characters = [...text.slice(0, 2 * QUOTED + 2)];
  const shown = characters.slice(0, QUOTED).join('');
  return printable(characters.length <= QUOTED ? shown : `${shown}…`);
}

/** Control, invisible and line-separating characters escaped: a file must not steer the operator's terminal. */
function printable(text: string): string {
  return text.replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
