import { relative } from 'node:path';
import { addressNumber, lastOctet } from '../../lib/config/addressing/ipv4-address';
import { printable } from '../../lib/config/printable';
import { LeftOver } from '../../fleet/review/left-over';
import { MergedRow } from '../../fleet/review/merged-plan';
import { Palette } from './palette';
import { tableText } from './table';

const HEAD = ['hosts', 'change', 'consequence', 'caused by'];

/** The merged plan for a terminal. */
export function planTable(rows: readonly MergedRow[], colours: Palette): string {
  return tableText(
    HEAD,
    rows.map((row) => [hostsText(row.hosts), row.change, painted(row, colours), changeCause(row)]),
  );
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

/** Where a change comes from: the line of the XML and the property. */
export function changeCause({ property, place }: MergedRow): string {
  if (!property) return '';
  return place ? `${place} ${property}` : `${property} (default)`;
}

function painted({ consequence }: MergedRow, { good, caution, bad }: Palette): string {
  if (consequence === 'none' || consequence === 'online') return good(consequence);
  return consequence === 'restart' ? caution(consequence) : bad(consequence);
}
