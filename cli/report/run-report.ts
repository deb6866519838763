import { relative } from 'node:path';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { printable } from '../../lib/config/printable';
import { LONGEST_FAILURE } from '../../lib/host-scripts/check-record';
import { ChangeDocument } from './documents/change-document';
import { hostResultDocument } from './documents/host-result';
import { KeptPlans } from './kept-plans';
import { tableText } from './layout/table';
import { Palette } from './palette';
import { hostsText, rangesText } from './plan-report';

/** As many hosts have a row each; of more, those that fared alike are one row. */
const MOST_ROWS = 20;

/** How a run went: the hosts, then what could not be known, then every failure with its cause and its log. */
export function runReport(results: readonly HostResult[], colours: Palette): string {
  const table = results.length > MOST_ROWS ? groupTable : hostTable;
  const lines = [
    table(results, colours),
    '',
    ...notes(results),
    ...warningLines(results, colours),
    ...failures(results),
    summary(results, colours),
  ];
  return `${lines.join('\n')}\n`;
}

function hostTable(results: readonly HostResult[], colours: Palette): string {
  const head = ['host', 'VM', 'result', 'changes', 'time'];
  const rows = results.map((result) => cells(result, colours));
  return tableText(head, rows, colours.width);
}

/** One row for all hosts with the same result and as many changes. */
function groupTable(results: readonly HostResult[], colours: Palette): string {
  const groups = together(results, ({ outcome, changes }) => `${outcome} ${changes}`);
  const rows = groups.map((group) => {
    const [, , ...rest] = cells(group[0] as HostResult, colours);
    return [addressesText(group), ...rest.slice(0, -1), timeText(group)];
  });
  return tableText(['hosts', 'result', 'changes', 'time'], rows, colours.width);
}

function timeText(group: readonly HostResult[]): string {
  const seconds = group.map((result) => result.seconds);
  const [least, most] = [Math.min(...seconds), Math.max(...seconds)].map((s) => s.toFixed(1));
  return least === most ? `${least} s` : `${least} to ${most} s`;
}

/** Equal notes once, with all the hosts they are about. */
function notes(results: readonly HostResult[]): string[] {
  const noted = results.filter(({ note }) => note !== undefined && note !== '');
  return together(noted, ({ note = '' }) => note).map(
    (group) => `${addressesText(group)}: ${printable(group[0]?.note ?? '')}`,
  );
}

/** Equal causes once, with all the hosts that they stopped, and the log of the first. */
export function failures(results: readonly HostResult[]): string[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  return together(failed, ({ cause = 'unknown cause' }) => cause).map((group) => {
    const [{ cause = 'unknown cause' } = {}] = group;
    return `${addressesText(group)}: ${printable(cause, LONGEST_FAILURE)}${logs(group)}`;
  });
}

function logs(group: readonly HostResult[]): string {
  const [first, ...others] = group.flatMap(({ logFile }) => logFile ?? []);
  if (first === undefined) return '';
  const more = others.length > 0 ? `, and of ${others.length} more beside it` : '';
  return `\n  log: ${printable(relative('.', first), LONGEST_FAILURE)}${more}`;
}

/** In the order in which the first of each appears. */
function together(
  results: readonly HostResult[],
  keyOf: (result: HostResult) => string,
): HostResult[][] {
  const groups = new Map<string, HostResult[]>();
  for (const result of results) {
    const group = groups.get(keyOf(result));
    if (group) group.push(result);
    else groups.set(keyOf(result), [result]);
  }
  return [...groups.values()];
}

function addressesText(group: readonly HostResult[]): string {
  return hostsText(group.map(({ address }) => address));
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
    caution(`${hostsText(addresses)}: warning: ${printable(warning, LONGEST_FAILURE)}`),
  );
}

/** `hosts: 6 done, 1 unchanged, 2 failed` */
export function summary(results: readonly HostResult[], { good, bad }: Palette): string {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const text = [...counts]
    .map(([outcome, hosts]) => `${hosts} ${outcome === 'no changes' ? 'unchanged' : outcome}`)
    .join(', ');
  const left = results.filter(({ outcome }) => outcome === 'not started');
  const names = rangesText(left.map(({ address }) => address));
  const why = left.find(({ cause }) => cause !== undefined)?.cause;
  const remaining = left.length > 0 ? `; not started: ${names}${why ? ` (${why})` : ''}` : '';
  const line = `hosts: ${text}${remaining}`;
  return isComplete(results) ? good(line) : bad(line);
}

/** Of a run that was told to begin no further host: what became of all others, and how to go on. */
export function interruptedText(command: string, results: readonly HostResult[]): string {
  const left = results.filter(({ outcome }) => outcome === 'not started');
  const failed = results.filter(({ outcome }) => outcome === 'failed').length;
  const begun =
    failed > 0
      ? `of the hosts that were begun ${failed} failed`
      : 'every host that was begun is completed';
  if (left.length === 0)
    return `quantum-kvm: ${command} was interrupted; ${begun}; no host is left`;
  const were = left.length === 1 ? 'was' : 'were';
  return `quantum-kvm: ${command} was interrupted; ${begun}; ${addressesText(left)} ${were} not begun; to go on, run "quantum-kvm ${command}" with the same options`;
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
