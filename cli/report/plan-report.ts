import { relative } from 'node:path';
import { addressNumber, lastOctet } from '../../lib/config/addressing/ipv4-address';
import { printable } from '../../lib/config/printable';
import { resourcesText } from '../../lib/node/terraform/state-file';
import { LeftOver } from '../../fleet/review/left-over';
import { Consequence, allowanceFor, worstOf } from '../../fleet/review/consequence';
import { MergedRow } from '../../fleet/review/merged-plan';
import { Column } from './layout/columns';
import { tableText } from './layout/table';
import { paragraphs } from './layout/wrapped';
import { Palette } from './palette';

/** Before the rows that are not done unless they are allowed by name. */
const MARK = '!';

/** The merged plan for a terminal: what all rows have in common, the rows in the order of work, and the worst of them. */
export function planTable(rows: readonly MergedRow[], colours: Palette): string {
  const hosts = new Set(rows.flatMap((row) => row.hosts));
  const of = (row: MergedRow) =>
    row.hosts.length === hosts.size && hosts.size > 1 ? `all ${hosts.size}` : hostsText(row.hosts);
  const files = new Set(rows.flatMap(({ place }) => (place ? [fileOf(place)] : [])));
  const columns: Column<MergedRow>[] = [
    { title: '', cell: (row) => mark(row, colours) },
    { title: 'hosts', cell: of },
    { title: 'change', cell: changeText },
    { title: 'consequence', cell: (row) => painted(row, colours) },
    { title: 'caused by', cell: (row) => shortCause(row, files.size === 1) },
  ];
  const isShown = ({ title }: Column<MergedRow>) =>
    (title !== '' || rows.some(needsAllowance)) &&
    (title !== 'hosts' || rows.some((row) => row.hosts.length < hosts.size));
  const shown = columns.filter(isShown);
  const table = tableText(
    shown.map(({ title }) => title),
    rows.map((row) => shown.map(({ cell }) => cell(row))),
    colours.width,
  );
  const lines = [`Changes on ${hostsText(inOrder(hosts))}`, ...linesOf(files), '', table];
  return paragraphs([...lines, ...worst(rows, colours)].join('\n'), colours.width);
}

function needsAllowance({ consequence }: MergedRow): boolean {
  return allowanceFor(consequence) !== undefined;
}

function mark(row: MergedRow, colours: Palette): string {
  return needsAllowance(row) ? paintOf(row.consequence, colours)(MARK) : '';
}

/** What it is about is named where it is the same on all hosts of the row. */
function changeText({ change, objects = [] }: MergedRow): string {
  const [object, ...others] = new Set(objects);
  return object !== undefined && others.length === 0 ? `${change} (${object})` : change;
}

/** The worst consequence, and on which hosts; none where nothing needs to be allowed. */
function worst(rows: readonly MergedRow[], colours: Palette): string[] {
  const consequence = worstOf(rows.map((row) => row.consequence));
  if (allowanceFor(consequence) === undefined) return [];
  const hosts = rows.filter((row) => row.consequence === consequence).flatMap((row) => row.hosts);
  const text = `worst consequence: ${consequence} on ${hostsText(inOrder(new Set(hosts)))}`;
  return ['', paintOf(consequence, colours)(`${MARK} ${text}`)];
}

function inOrder(hosts: ReadonlySet<string>): string[] {
  return [...hosts].sort((a, b) => addressNumber(a) - addressNumber(b));
}

function fileOf(place: string): string {
  return place.slice(0, place.lastIndexOf(':'));
}

/** The file is said once where it is one. */
function linesOf(files: ReadonlySet<string>): string[] {
  return files.size === 1 ? [`Lines are of ${[...files].join('')}`] : [];
}

function shortCause(row: MergedRow, isOneFile: boolean): string {
  const { property, place } = row;
  if (!property || !place || !isOneFile) return changeCause(row);
  return `line ${place.slice(place.lastIndexOf(':') + 1)} ${property}`;
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
  return `  ${address}: ${fault ?? resourcesText(resources)} in ${relative('.', stateFile)}`;
}

/** How many, and which: `3 hosts: 192.168.12.34:192.168.12.36`. */
export function hostsText(hosts: readonly string[]): string {
  return hosts.length > 1 ? `${hosts.length} hosts: ${rangesText(hosts)}` : rangesText(hosts);
}

/** Addresses that follow each other as a range, as kvm.host.range has it. */
export function rangesText(hosts: readonly string[]): string {
  const ranges: string[][] = [];
  for (const host of hosts) {
    const last = ranges.at(-1);
    if (last && follows(last.at(-1) ?? '', host)) last.push(host);
    else ranges.push([host]);
  }
  return ranges
    .map((range) => (range.length > 1 ? `${range[0]}:${range.at(-1)}` : range[0]))
    .join(', ');
}

function follows(a: string, b: string): boolean {
  return addressNumber(b) === addressNumber(a) + 1 && lastOctet(b) > 0;
}

/** Where a change comes from: the line of the XML and the property. */
export function changeCause({ property, place }: MergedRow): string {
  if (!property) return '';
  return place ? `${place} ${property}` : `${property} (default)`;
}

function painted({ consequence }: MergedRow, colours: Palette): string {
  return paintOf(consequence, colours)(consequence);
}

function paintOf(consequence: Consequence, { good, caution, bad }: Palette) {
  if (allowanceFor(consequence) === undefined) return good;
  return consequence === 'restart' || consequence === 'shutdown' ? caution : bad;
}
