import { cellReader } from '../check/cell.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';

/** A column of two tables as SQL whose values are equal where the tables' values are. */
export interface ComparablePair {
  readonly column: string;
  readonly was: string;
  readonly now: string;
}

const plain = { dialect: 'frictionless', fields: [], missingValues: [''] } as const;

/** The columns that both tables have, in the order of the second. NULL where a value is missing. */
export function comparablePairs(was: DuckTable, now: DuckTable): readonly ComparablePair[] {
  return now.columns.flatMap((column) => {
    const before = was.columns.find(({ name }) => name === column.name);
    return before ? [{ column: column.name, ...comparable(was, before, now, column) }] : [];
  });
}

/** The values themselves where both sides hold the same type; numbers as doubles; else as the text that is shown. */
function comparable(
  was: DuckTable,
  before: DuckColumn,
  now: DuckTable,
  after: DuckColumn,
): { was: string; now: string } {
  const isSame = before.duckType === after.duckType && before.type === after.type;
  if (isSame) return { was: asItLies(before), now: asItLies(after) };
  if (isNumber(before) && isNumber(after))
    return { was: `CAST(${before.sql} AS DOUBLE)`, now: `CAST(${after.sql} AS DOUBLE)` };
  return { was: shownText(was, before), now: shownText(now, after) };
}

/** A JSON line may leave a value out or write null: both are missing. */
function asItLies({ type, sql }: DuckColumn): string {
  return type === 'json' ? `nullif(${sql}, 'null')` : sql;
}

function isNumber({ type }: DuckColumn): boolean {
  return type === 'integer' || type === 'number';
}

/** VARCHAR; NULL where it is missing. */
export function shownText(table: DuckTable, column: DuckColumn): string {
  const { missing, shown } = cellReader(table, plain).cell(column.name);
  return `CASE WHEN NOT (${missing}) THEN CAST(${shown} AS VARCHAR) END`;
}

/** Two hashes, which together tell whole rows apart: 128 bits. */
export function rowHashes(values: readonly string[]): readonly [string, string] {
  return [`hash(${values.join(', ')})`, `hash('row', ${values.toReversed().join(', ')})`];
}
