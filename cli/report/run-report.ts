import { relative } from 'node:path';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { printable } from '../../lib/config/printable';
import { ChangeDocument } from './documents/change-document';
import { hostResultDocument } from './documents/host-result';
import { KeptPlans } from './kept-plans';
import { Palette } from './palette';
import { hostsText } from './plan-report';
import { tableText } from './table';

/** Characters; where a cause is made it is shorter. */
const LONGEST_CAUSE = 1000;

/** How a run went: a row per host, then what could not be known, then every failure with its cause and its log. */
export function runReport(results: readonly HostResult[], colours: Palette): string {
  const head = ['host', 'VM', 'result', 'changes', 'time'];
  const table = tableText(
    head,
    results.map((result) => cells(result, colours)),
  );
  const failures = results.filter(({ outcome }) => outcome === 'failed').map(failure);
  const notes = results.flatMap(({ address, note }) =>
    note ? [`${address}: ${printable(note)}`] : [],
  );
  const warnings = warningLines(results, colours);
  return [table, ...notes, ...warnings, ...failures, summary(results, colours)].join('\n') + '\n';
}

/** What the provider warned of: equal sentences once, with all their hosts. */
export function warningLines(
  results: readonly Pick<HostResult, 'address' | 'warnings'>[],
  { caution }: Palette,
): string[] {
  const hosts = new Map<string, string[]>();
  for (const { address, warnings = [] } of results) {
    for (const warning of warnings) {
      const others = hosts.get(warning);
      if (others) others.push(address);
      else hosts.set(warning, [address]);
    }
  }
  return [...hosts].map(([warning, addresses]) =>
    caution(`${hostsText(addresses)}: warning: ${printable(warning, LONGEST_CAUSE)}`),
  );
}

/** `6 done, 2 failed` */
export function summary(results: readonly HostResult[], { good, bad }: Palette): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const text = [...counts].map(([outcome, hosts]) => `${hosts} ${outcome}`).join(', ');
  const left = results.filter(({ outcome }) => outcome === 'not started');
  const names = left.map(({ address }) => address).join(', ');
  const why = left.find(({ cause }) => cause !== undefined)?.cause;
  const remaining = left.length > 0 ? `; not started: ${names}${why ? ` (${why})` : ''}` : '';
  const line = `hosts: ${text}${remaining}`;
  return isComplete(results) ? good(line) : bad(line);
}

export function isFailed({ outcome }: HostResult): boolean {
  return outcome === 'failed' || outcome === 'not started';
}

export function isComplete(results: readonly HostResult[]): boolean {
  return !results.some(isFailed);
}

/** The last line of a command that changes hosts, with `--json`. */
export function changeDocument(
  type: ChangeDocument['type'],
  results: readonly HostResult[],
  plans?: KeptPlans,
): ChangeDocument {
  return { type, version: 1, hosts: results.map(hostResultDocument), ...(plans && { plans }) };
}

function cells({ address, machineName, outcome, changes, seconds }: HostResult, colours: Palette) {
  const paint = outcome === 'failed' || outcome === 'not started' ? colours.bad : colours.good;
  return [address, machineName, paint(outcome), String(changes), `${seconds.toFixed(1)} s`];
}

function failure({ address, cause, logFile }: HostResult): string {
  const log =
    logFile === undefined ? '' : `\n  log: ${printable(relative('.', logFile), LONGEST_CAUSE)}`;
  return `${address}: ${printable(cause ?? 'unknown cause', LONGEST_CAUSE)}${log}`;
}
