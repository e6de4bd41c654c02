import { randomUUID } from 'node:crypto';
import type { DuckColumn, DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';

/**
 * Uses a table that is read more than once. Text files are taken over into the database first (what does not fit into
 * memory is spilled), so that they are parsed once; of Parquet each pass reads only its own columns.
 */
export async function withCopy<T>(
  table: DuckTable,
  columns: readonly DuckColumn[],
  use: (table: DuckTable) => Promise<T>,
): Promise<T> {
  if (table.format === 'parquet' || columns.length === 0) return await use(table);
  const copy = name(`copy ${randomUUID()}`);
  const { connection } = table;
  await connection.run(
    `CREATE TEMP TABLE ${copy} AS SELECT ${columns.map(({ sql }) => sql).join(', ')} FROM ${table.relation}`,
  );
  try {
    return await use({ ...table, relation: copy });
  } finally {
    await connection.run(`DROP TABLE ${copy}`);
  }
}
