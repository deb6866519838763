import { withOwnColours } from '../output';
import { INDENT, ascii, columnsOf, hanging, pieces, wrapped } from './wrapped';

type Row = readonly string[];

/** Between two columns. */
const GAP = '  ';

/** Columns that a piece of a text gets whole: addresses, names of properties; a longer one is broken where it must. */
const LONGEST_PIECE = 28;

/**
 * A table for a person: every report has the same. Colours stand in the cells. It is as wide as its cells; where that
 * is more than `width`, cells go on in further lines, and where their words are too wide even then, each row is a
 * block of lines. It has no frame: the lines of one are two columns wide in some terminals.
 *
 * @param width columns. @default Infinity
 */
export function tableText(head: Row, rows: readonly Row[], width = Infinity): string {
  const shown = width === Infinity ? oneLine : (cell: string) => ascii(oneLine(cell));
  const cells = [head, ...rows].map((row) => row.map(shown));
  const [titles = [], ...others] = cells;
  const widths = fitted(cells, width - GAP.length * (head.length - 1));
  if (!widths) return others.map((row) => block(titles, row, width)).join('\n\n');
  const naming = namingColumn(titles);
  const rule = titles.map((title, i) => '-'.repeat(title === '' ? 0 : (widths[i] ?? 0)));
  return [
    ...lines(titles, widths, naming),
    line(rule, widths),
    ...others.flatMap((row) => lines(row, widths, naming)),
  ].join('\n');
}

/** What stands in a cell comes from anywhere, and must not become a row. */
function oneLine(cell: string): string {
  return withOwnColours(cell.replace(/[\s\u0085]+/g, ' '));
}

/** Widths that together take no more than so many columns, the widest made narrower first; undefined: there are none. */
function fitted(cells: readonly Row[], available: number): number[] | undefined {
  const widths = widest(cells, (cell) => columnsOf(cell));
  if (sum(widths) <= available) return widths;
  const least = widest(cells, (cell, i) => leastWidth(cell, i === namingColumn(cells[0])));
  if (sum(least) > available) return undefined;
  for (let excess = sum(widths) - available; excess > 0; excess -= 1) {
    const slack = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const i = slack.indexOf(Math.max(...slack));
    widths[i] = (widths[i] ?? 0) - 1;
  }
  return widths;
}

/** @param isNaming whether further lines are set in */
function leastWidth(cell: string, isNaming: boolean): number {
  const piece = pieces(cell).reduce((most, part) => Math.max(most, columnsOf(part)), 0);
  const needed = Math.min(LONGEST_PIECE, piece) + (isNaming ? INDENT.length : 0);
  return Math.min(needed, columnsOf(cell));
}

function widest(
  cells: readonly Row[],
  widthOf: (cell: string, column: number) => number,
): number[] {
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, widthOf(cell, i))));
  }
  return widths;
}

function sum(widths: readonly number[]): number {
  return widths.reduce((all, width) => all + width, 0);
}

/** The first with a title: it says what a row is about. */
function namingColumn(titles: Row = []): number {
  return titles.findIndex((title) => title !== '');
}

/**
 * The lines of one row.
 *
 * @param naming in this column all lines but the first are set in, so that it is seen where a row begins
 */
function lines(row: Row, widths: readonly number[], naming: number): string[] {
  const cells = widths.map((width, i) => (i === naming ? hanging : wrapped)(row[i] ?? '', width));
  const height = Math.max(1, ...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    line(
      cells.map((cell) => cell[at] ?? ''),
      widths,
    ),
  );
}

function line(cells: Row, widths: readonly number[]): string {
  return cells
    .map((cell, i) => `${cell}${' '.repeat(Math.max(0, (widths[i] ?? 0) - columnsOf(cell)))}`)
    .join(GAP)
    .trimEnd();
}

/** A row with a line for each of its cells. */
function block(titles: Row, row: Row, width: number): string {
  return row
    .flatMap((cell, i) =>
      cell === '' ? [] : hanging([titles[i], cell].filter(Boolean).join(': '), width),
    )
    .join('\n');
}
