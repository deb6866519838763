/** A column of a table with a row for each item. */
export interface Column<T> {
  readonly title: string;
  readonly cell: (item: T) => string;
  /** How a value that all items have is said once beside the table. @default - it has its column in any case */
  readonly shared?: (value: string) => string;
}

interface Division<T> {
  /** Those that differ, and those that are never said beside the table. */
  readonly columns: readonly Column<T>[];
  /** What all items have. */
  readonly shared: readonly string[];
}

/**
 * What is equal on all items, to be said once, and what is left for the table.
 *
 * @param known whose values count; of the others nothing is known. @default - all
 */
export function divided<T>(
  columns: readonly Column<T>[],
  items: readonly T[],
  known: (item: T) => boolean = () => true,
): Division<T> {
  const counted = items.filter(known);
  const valuesOf = ({ shared, cell }: Column<T>) => (shared ? [...new Set(counted.map(cell))] : []);
  const differs = (column: Column<T>) => !column.shared || valuesOf(column).length > 1;
  return {
    columns: columns.filter(differs),
    shared: columns.flatMap((column) => {
      const [value, ...others] = valuesOf(column);
      return value && others.length === 0 ? (column.shared?.(value) ?? []) : [];
    }),
  };
}
