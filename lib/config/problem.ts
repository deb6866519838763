/** Something wrong with an input, as data; printed by one function. */
export interface Problem {
  /** `error` stops, `warning` is told. */
  readonly severity: 'error' | 'warning';
  /** `file:line:column`, or a host and a check. */
  readonly where: string;
  /** What is wrong: the property as typed and what was found. Never a secret. */
  readonly what: string;
  /** What is allowed, with its unit. */
  readonly allowed?: string;
  /** What to do. */
  readonly cure: string;
}
