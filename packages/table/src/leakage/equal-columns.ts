import { inBatches } from '../columns/batches.ts';
import { shownText } from '../compare/comparable.ts';
import { type DuckColumn, type DuckTable, findColumn } from '../duck-table.ts';

/** Most columns differ within so many rows. */
const firstRows = 1000;

/** Other columns whose value is equal to the given one's in every row; numbers by their value, others as shown. */
export async function equalColumnsOf(table: DuckTable, column: string): Promise<readonly string[]> {
  const target = findColumn(table, column);
  if (!target) throw new Error(`${table.source.name} has no column ${column}.`);
  const others = table.columns.filter(({ name }) => name !== column);
  const some = await stillEqual(table, target, others, `(SELECT * FROM ${table.relation} LIMIT ${firstRows})`);
  return (await stillEqual(table, target, some, table.relation)).map(({ name }) => name);
}

async function stillEqual(
  table: DuckTable,
  target: DuckColumn,
  others: readonly DuckColumn[],
  relation: string,
): Promise<readonly DuckColumn[]> {
  const equal: DuckColumn[] = [];
  for (const batch of inBatches(others)) {
    const asked = batch.map((other, at) => `bool_and(${areEqual(table, target, other)}) AS e${at}`);
    const row = await table.connection.row(`SELECT ${asked.join(', ')} FROM ${relation}`);
    equal.push(...batch.filter((_, at) => row[`e${at}`] === true));
  }
  return equal;
}

function areEqual(table: DuckTable, target: DuckColumn, other: DuckColumn): string {
  const asNumber = (column: DuckColumn): string => `TRY_CAST(${shownText(table, column)} AS DOUBLE)`;
  const asText = `${shownText(table, target)} IS NOT DISTINCT FROM ${shownText(table, other)}`;
  return `(${asText}) OR coalesce(${asNumber(target)} = ${asNumber(other)}, false)`;
}
