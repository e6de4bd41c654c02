import { createHash } from 'node:crypto';
import type { DuckTable } from '../duck-table.ts';
import { literal } from '../sql.ts';
import { textForm } from './text-form.ts';

/**
 * SHA-256 over the columns' names, the number of rows and the sum of the rows' digests: the same for the same rows in any
 * order, in any order of the columns, and in any format where values are equal. It names rows; it proves nothing to whoever
 * distrusts their author, as sums of 128 bits can be forged.
 */
export async function digestRows(table: DuckTable): Promise<`sha256:${string}`> {
  const columns = table.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const cells = columns.map((column) => cellText(textForm(table, column)));
  const row = await table.connection.row(
    `SELECT count(*) AS "rows", sum(md5_number_lower(t)) AS "low", sum(md5_number_upper(t)) AS "high"
    FROM (SELECT ${cells.join(' || ') || literal('')} AS t FROM ${table.relation})`,
  );
  const facts = [columns.map(({ name }) => name), ...['rows', 'low', 'high'].map((key) => String(row[key] ?? 0))];
  return `sha256:${createHash('sha256').update(JSON.stringify(facts)).digest('hex')}`;
}

/** With its length before it, so that no two rows of different cells read alike. */
function cellText(text: string): string {
  return `coalesce(strlen(${text}) || ':' || ${text}, '-')`;
}
