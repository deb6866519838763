import { LONGEST_SENTENCE, printable, printableEnds } from '../config/printable';

/** Ids of the checks that are not made on the host itself; those stand in lib/host-scripts/check. */
export const CHECK_IDS = [
  'deployment.folder',
  'deployment.identity',
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
  'host.report',
  'host.script',
  'host.sudo',
  'libvirt.socket',
  'login.script',
  'login.time',
  'disk.blank',
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

/** A record as one sentence: what was found, then what to do. */
export function failureText({ id, message, cure }: CheckRecord): string {
  return `${id}: ${[message, cure].filter(Boolean).join('; ')}`;
}

/** Stands in a cure for the address of the host that it is for: a script on a host does not know it. */
const PLACEHOLDER = /\bADDRESS\b/g;

/** A record as one of a host, whose cure can be copied as it is. */
export function withAddress(record: CheckRecord, address: string): CheckRecord {
  return { ...record, cure: record.cure.replace(PLACEHOLDER, address) };
}

export function hasFailed(records: readonly CheckRecord[]): boolean {
  return records.some((record) => record.verdict === 'fail');
}

const VERDICTS: Readonly<Record<string, CheckRecord['verdict']>> = {
  PASS: 'pass',
  WARN: 'warn',
  FAIL: 'fail',
};

/** Records of one host that are looked at: a check of 100 data disks has half as many. */
const MOST_RECORDS = 500;

/** Each once: the records in the lines that a host script printed; any other line is ignored. */
export function parseRecords(text: string): CheckRecord[] {
  const lines = new Set(text.split('\n').filter((line) => VERDICT_LINE.test(line)));
  const records = [...lines].slice(0, MOST_RECORDS).map(parseRecord);
  return lines.size > MOST_RECORDS ? [...records, tooMany(lines.size)] : records;
}

const VERDICT_LINE = /^(?:PASS|WARN|FAIL)\t[^\t]/;
const LONGEST_ID = 40;
/** Characters; a cure has commands, which are of no use in part. */
const LONGEST_CURE = 1000;
/** Of a message and its cure. */
export const LONGEST_FAILURE = LONGEST_ID + LONGEST_SENTENCE + LONGEST_CURE + 10;

/** A host is not trusted with the operator's terminal. */
function parseRecord(line: string): CheckRecord {
  const [name = '', id = '', message = '', cure = ''] = line.split('\t');
  const verdict = VERDICTS[name] ?? 'fail';
  return {
    verdict,
    id: printable(id, LONGEST_ID),
    message: printableEnds(message),
    cure: printable(cure, LONGEST_CURE),
  };
}

function tooMany(records: number): CheckRecord {
  return fail(
    'host.script',
    `the host printed ${records} different records, of which the first ${MOST_RECORDS} are shown`,
    'see at its console what answers there in place of a shell',
  );
}

/** Lines as fields between tabs. A host is not trusted with the operator's terminal: control characters go. */
export function recordLines(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.split('\t').map((field) => field.replace(/\p{Cc}/gu, '')));
}
