/** What one check found; the ids are explained in docs/checks.md. */
export interface CheckRecord {
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly id: string;
  /** What was found, and what is needed. */
  readonly message: string;
  /** What to do; empty for `pass`. */
  readonly cure: string;
}

export function pass(id: string, message: string): CheckRecord {
  return { verdict: 'pass', id, message, cure: '' };
}

export function fail(id: string, message: string, cure: string): CheckRecord {
  return { verdict: 'fail', id, message, cure };
}

export function hasFailed(records: readonly CheckRecord[]): boolean {
  return records.some((record) => record.verdict === 'fail');
}
