import { withOwnColours } from '../output';
import { Row, columnWidths } from './column-widths';
import { ascii, columnsOf, hanging, wrapped } from './wrapped';

/** Between two columns. */
const GAP = '  ';

/**
 * A table for a person: every report has the same. Colours stand in the cells. It is as wide as its cells; where that
 * is more than `width`, cells go on in further lines, as few as can be, and where their words are too wide even then,
 * each row is a block of lines. It has no frame: the lines of one are two columns wide in some terminals.
 *
 * @param width columns. @default Infinity
 */
export function tableText(head: Row, rows: readonly Row[], width = Infinity): string {
  const shown = width === Infinity ? oneLine : (cell: string) => ascii(oneLine(cell));
  const cells = [head, ...rows].map((row) => row.map(shown));
  const [titles = [], ...others] = cells;
  const naming = namingColumn(titles);
  const widths = columnWidths(cells, width - GAP.length * (head.length - 1), naming);
  if (!widths) return others.map((row) => block(titles, row, width)).join('\n\n');
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
