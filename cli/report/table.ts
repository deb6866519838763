import stringWidth from 'string-width';
import { withOwnColours } from './output';

type Row = readonly string[];

/** A table for a person: every report has the same. Colours stand in the cells. */
export function tableText(head: Row, rows: readonly Row[]): string {
  const cells = [head, ...rows].map((row) => row.map(oneLine));
  const widths = columnWidths(cells);
  const [first = '', ...others] = cells.map((row) => line(row, widths));
  const middle = others.length > 0 ? [rule('├┼┤', widths), ...others] : [];
  return [rule('┌┬┐', widths), first, ...middle, rule('└┴┘', widths)].join('\n');
}

/** What stands in a cell comes from anywhere, and must not become a row. */
function oneLine(cell: string): string {
  return withOwnColours(cell.replace(/[\r\n\u0085\u2028\u2029]+/g, ' '));
}

/** Columns of a terminal: some characters take two, and colours none. */
function columnWidths(cells: readonly Row[]): number[] {
  const widths: number[] = [];
  for (const row of cells) {
    row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, stringWidth(cell))));
  }
  return widths;
}

function line(row: Row, widths: readonly number[]): string {
  const padded = widths.map((width, i) => {
    const cell = row[i] ?? '';
    return ` ${cell}${' '.repeat(width - stringWidth(cell))} `;
  });
  return `│${padded.join('│')}│`;
}

/** @param corners left, between columns, right */
function rule([left, between, right]: string, widths: readonly number[]): string {
  return `${left}${widths.map((width) => '─'.repeat(width + 2)).join(between)}${right}`;
}
