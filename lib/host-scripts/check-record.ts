/** Ids of the checks that are not made on the host itself; those stand in lib/host-scripts/check. */
export const CHECK_IDS = [
  'deployment.key',
  'deployment.media',
  'deployment.packages',
  'deployment.provider',
  'deployment.terraform',
  'host.clock',
  'host.connection',
  'host.facts',
  'host.identity',
  'host.key',
  'host.login',
  'host.script',
  'host.sudo',
  'network.mtu',
] as const;

export type CheckId = (typeof CHECK_IDS)[number];

/** What one check found; the ids are explained in docs/checks.md. */
export interface CheckRecord {
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly id: string;
  /** What was found, and what is needed. */
  readonly message: string;
  /** What to do; empty for `pass`. */
  readonly cure: string;
}

export function pass(id: CheckId, message: string): CheckRecord {
  return { verdict: 'pass', id, message, cure: '' };
}

export function warn(id: CheckId, message: string, cure: string): CheckRecord {
  return { verdict: 'warn', id, message, cure };
}

export function fail(id: CheckId, message: string, cure: string): CheckRecord {
  return { verdict: 'fail', id, message, cure };
}

export function hasFailed(records: readonly CheckRecord[]): boolean {
  return records.some((record) => record.verdict === 'fail');
}
