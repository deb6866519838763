import Table from 'cli-table3';

/** A table for a person: every report has the same. Colours stand in the cells. */
export function tableText(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  table.push(...rows.map((cells) => [...cells]));
  return table.toString();
}
