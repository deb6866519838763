import { DatedHostStatus } from '../../fleet/status/first-seen';
import { ExitCode } from './exit-code';

/** What `status` has found, asking every host once. */
export interface StatusRound {
  /** At its end. */
  readonly time: Date;
  readonly seconds: number;
  readonly hosts: readonly DatedHostStatus[];
}

/** From best to worst. */
export const VERDICTS = ['as planned', 'differs', 'unknown'] as const;

export type StatusVerdict = (typeof VERDICTS)[number];

type Found = Pick<DatedHostStatus, 'fault' | 'mismatch' | 'differences' | 'facts'>;

/** Of a host that did not answer nothing is known. */
export function verdictOf({ fault, mismatch, differences, facts }: Found): StatusVerdict {
  if (fault !== undefined) return 'unknown';
  return mismatch !== undefined || differences.length + facts.length > 0 ? 'differs' : 'as planned';
}

export function worstVerdict(hosts: readonly Found[]): StatusVerdict {
  const ranks = hosts.map((host) => VERDICTS.indexOf(verdictOf(host)));
  return VERDICTS[Math.max(0, ...ranks)] ?? 'unknown';
}

const EXIT_CODES: Readonly<Record<StatusVerdict, number>> = {
  'as planned': ExitCode.done,
  differs: ExitCode.differences,
  unknown: ExitCode.failed,
};

export function exitCodeOf({ hosts }: StatusRound): number {
  return EXIT_CODES[worstVerdict(hosts)];
}
