import { INDENT, columnsOf, hanging, pieces, wrapped } from './wrapped';

export type Row = readonly string[];

/** Columns that a piece of a text gets whole: addresses, names of properties; a longer one is broken where it must. */
const LONGEST_PIECE = 28;

/** The rows that are counted for the fewest lines: those of one long screen. */
const ROWS_COUNTED = 50;

/**
 * Widths that together take no more than so many columns: of those for which the table has the fewest lines, ones
 * near to where the widest column was made narrower first. Undefined: there are none.
 *
 * @param naming the column in which further lines are set in
 */
export function columnWidths(
  cells: readonly Row[],
  available: number,
  naming: number,
): number[] | undefined {
  const widths = widest(cells, (cell) => columnsOf(cell));
  if (sum(widths) <= available) return widths;
  const least = widest(cells, (cell, i) => leastWidth(cell, i === naming));
  if (sum(least) > available) return undefined;
  const most = [...widths];
  for (let excess = sum(widths) - available; excess > 0; excess -= 1) {
    const slack = widths.map((width, i) => (width > (least[i] ?? 0) ? width : 0));
    const i = slack.indexOf(Math.max(...slack));
    widths[i] = (widths[i] ?? 0) - 1;
  }
  const heights = cellHeights(cells.slice(0, ROWS_COUNTED + 1), naming);
  return fewestLines(widths, { least, most }, (some) => tableHeight(some.map(heights)));
}

interface Limits {
  readonly least: readonly number[];
  readonly most: readonly number[];
}

/** Gives columns of one to another as long as the table becomes shorter by it. */
function fewestLines(
  begin: number[],
  limits: Limits,
  linesOf: (widths: number[]) => number,
): number[] {
  let [widths, lines] = [begin, linesOf(begin)];
  for (;;) {
    const before = lines;
    for (const other of neighbours(widths, limits)) {
      const otherLines = linesOf(other);
      if (otherLines < lines) [widths, lines] = [other, otherLines];
    }
    if (lines === before) return widths;
  }
}

function* neighbours(widths: readonly number[], { least, most }: Limits): Generator<number[]> {
  for (const [from, width] of widths.entries()) {
    for (const [to, otherWidth] of widths.entries()) {
      const given = Math.min(width - (least[from] ?? 0), (most[to] ?? 0) - otherWidth);
      for (let some = 1; from !== to && some <= given; some += 1) {
        yield widths.map((one, i) => one + (i === to ? some : 0) - (i === from ? some : 0));
      }
    }
  }
}

/** How many lines each cell of a column takes in a width; each is counted once. */
function cellHeights(
  cells: readonly Row[],
  naming: number,
): (width: number, column: number) => number[] {
  const known = new Map<string, number[]>();
  return (width, column) => {
    const key = `${column} ${width}`;
    const broken = column === naming ? hanging : wrapped;
    const heights = known.get(key) ?? cells.map((row) => broken(row[column] ?? '', width).length);
    known.set(key, heights);
    return heights;
  };
}

/** A row is as high as its highest cell. */
function tableHeight(columns: readonly (readonly number[])[]): number {
  const rows = columns[0] ?? [];
  return sum(rows.map((_, row) => Math.max(...columns.map((heights) => heights[row] ?? 1))));
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
