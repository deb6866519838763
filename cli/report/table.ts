import Table from 'cli-table3';
import { withOwnColours } from './output';

/** A table for a person: every report has the same. Colours stand in the cells. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const cells of rows) table.push(cells.map(oneLine));
  return table.toString();
}

/** What stands in a cell comes from anywhere, and must not become a row. */
function oneLine(cell: string): string {
  return withOwnColours(cell.replace(/[\r\n\u0085\u2028\u2029]+/g, ' '));
}
