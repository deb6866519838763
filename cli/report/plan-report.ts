import { relative } from 'node:path';
import { addressNumber, lastOctet } from '../../lib/config/addressing/ipv4-address';
import { printable } from '../../lib/config/printable';
import { LeftOver } from '../../fleet/review/left-over';
import { HostResult } from '../../fleet/rollout/fleet-event';
import { MergedRow } from '../../fleet/review/merged-plan';
import { Palette } from './palette';
import { tableText } from './table';

const HEAD = ['hosts', 'change', 'consequence', 'caused by'];

/** The merged plan for a terminal. */
export function planTable(rows: readonly MergedRow[], colours: Palette): string {
  return tableText(
    HEAD,
    rows.map((row) => [hostsText(row.hosts), row.change, painted(row, colours), cause(row)]),
  );
}

/** The merged plan for a pull request. */
export function planMarkdown(rows: readonly MergedRow[], hosts: number): string {
  if (rows.length === 0) return `No changes on ${hosts} hosts.\n`;
  const lines = rows.map(
    (row) =>
      `| ${hostsText(row.hosts)} | ${cell(row.change)} | ${strong(row)} | ${row.property ? `\`${cause(row)}\`` : ''} |`,
  );
  return [`| ${HEAD.join(' | ')} |`, '|---|---|---|---|', ...lines, ''].join('\n');
}

/** The hosts whose plan is not in the table, for a pull request; empty for none. */
export function failuresMarkdown(results: readonly HostResult[]): string {
  const missing = results.filter(
    ({ outcome }) => outcome === 'failed' || outcome === 'not started',
  );
  return missing
    .map(
      ({ address, outcome, cause = outcome }) => `- **not planned**: ${address}: ${cell(cause)}\n`,
    )
    .join('');
}

/** State of hosts that no run touches any more. */
export function leftOverText(leftOvers: readonly LeftOver[]): string {
  const ofOthers = leftOvers.filter(({ configuredBy }) => configuredBy !== undefined);
  const ofNone = leftOvers.filter(({ configuredBy }) => configuredBy === undefined);
  return [
    ...(ofOthers.length === 0
      ? []
      : ['In kvm.host.range of another XML in this folder, and not touched']),
    ...ofOthers.map((host) => `${leftOverLine(host)}, of ${printable(host.configuredBy ?? '')}`),
    ...(ofNone.length === 0
      ? []
      : [
          'Left over: not in kvm.host.range, and not touched',
          ...ofNone.map(leftOverLine),
          '  to take one down, run "quantum-kvm retire ADDRESS"',
        ]),
  ].join('\n');
}

function leftOverLine({ address, resources, stateFile, fault }: LeftOver): string {
  return `  ${address}: ${fault ?? `${resources} resources`} in ${relative('.', stateFile)}`;
}

/** Addresses that follow each other as a range, as kvm.host.range has it. */
export function hostsText(hosts: readonly string[]): string {
  const ranges: string[][] = [];
  for (const host of hosts) {
    const last = ranges.at(-1);
    if (last && follows(last.at(-1) ?? '', host)) last.push(host);
    else ranges.push([host]);
  }
  const text = ranges
    .map((range) => (range.length > 1 ? `${range[0]}:${range.at(-1)}` : range[0]))
    .join(', ');
  return hosts.length > 1 ? `${hosts.length} hosts: ${text}` : text;
}

function follows(a: string, b: string): boolean {
  return addressNumber(b) === addressNumber(a) + 1 && lastOctet(b) > 0;
}

function cause({ property, place }: MergedRow): string {
  if (!property) return '';
  return place ? `${place} ${property}` : `${property} (default)`;
}

function painted({ consequence }: MergedRow, { good, caution, bad }: Palette): string {
  if (consequence === 'none' || consequence === 'online') return good(consequence);
  return consequence === 'restart' ? caution(consequence) : bad(consequence);
}

function strong({ consequence }: MergedRow): string {
  return consequence === 'none' || consequence === 'online' ? consequence : `**${consequence}**`;
}

/** Names of hosts and disks stand in it, which must not become links, images or rows. */
function cell(text: string): string {
  return printable(text).replace(/[\\`*_<>[\]!|~#&]/g, '\\$&');
}
