import { visible } from './printable';

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

/** What a person reads of; the others are counted. */
const MOST_PROBLEMS = 100;

/** One line per problem, errors first where there are too many, sorted by position; empty for none. */
export function formatProblems(problems: readonly Problem[]): string {
  const left = problems.length - MOST_PROBLEMS;
  const shown = left > 0 ? [...problems].sort(bySeverity).slice(0, MOST_PROBLEMS) : [...problems];
  return [...inPlaces(shown).map(formatProblem), ...(left > 0 ? [`… and ${left} more`] : [])].join(
    '\n',
  );
}

function bySeverity(a: Problem, b: Problem): number {
  return Number(a.severity === 'warning') - Number(b.severity === 'warning');
}

/** Digits compare as numbers: line 9 comes before line 10, and host .9 before host .10. */
function inPlaces(problems: readonly Problem[]): Problem[] {
  const { compare } = new Intl.Collator('en', { numeric: true });
  return [...problems].sort((a, b) => compare(placeOf(a), placeOf(b)));
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
  return visible(`${placeOf(problem)}: ${severity}: ${sentence}`);
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
  return visible(characters.length <= QUOTED ? shown : `${shown}…`);
}
