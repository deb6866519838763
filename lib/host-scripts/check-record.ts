/** Ids of the checks that are not made on the host itself; those stand in lib/host-scripts/check. */
export const CHECK_IDS = [
  'deployment.folder',
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

type CheckId = (typeof CHECK_IDS)[number];

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

const VERDICTS: Readonly<Record<string, CheckRecord['verdict']>> = {
  PASS: 'pass',
  WARN: 'warn',
  FAIL: 'fail',
};

/** The records in the lines that a host script printed; any other line is ignored. */
export function parseRecords(text: string): CheckRecord[] {
  return recordLines(text).flatMap(([name, id, message = '', cure = '']) => {
    const verdict = VERDICTS[name ?? ''];
    return verdict && id ? [{ verdict, id, message, cure }] : [];
  });
}

/** Lines as fields between tabs. A host is not trusted with the operator's terminal: control characters go. */
export function recordLines(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.split('\t').map((field) => field.replace(/\p{Cc}/gu, '')));
}
