import { inBatches } from '../columns/batches.ts';
import type { ColumnReading } from '../columns/reading.ts';
import type { DuckTable } from '../duck-table.ts';
import type { Row } from '../plain.ts';

/** A column with the one value that all rows have in it. */
export interface Constant {
  readonly reading: ColumnReading;
  readonly value: string | null;
  readonly rows: number;
}

/** Columns that have one value in all rows of a relation; missing everywhere is one too. */
export async function constantIn(
  { connection }: DuckTable,
  relation: string,
  readings: readonly ColumnReading[],
): Promise<readonly Constant[]> {
  const constant: Constant[] = [];
  for (const batch of inBatches(readings)) {
    const asked = batch.map(
      ({ text }, at) => `min(${text}) AS a${at}, max(${text}) AS b${at}, count(${text}) AS n${at}`,
    );
    const row = await connection.row(`SELECT count(*) AS n, ${asked.join(', ')} FROM ${relation}`);
    constant.push(...batch.flatMap((reading, at) => constantOf(reading, row, at)));
  }
  return constant;
}

function constantOf(reading: ColumnReading, row: Row, at: number): Constant[] {
  const rows = Number(row['n']);
  const [low, high, present] = [row[`a${at}`], row[`b${at}`], row[`n${at}`]];
  if (rows === 0 || low !== high || (present !== 0 && present !== rows)) return [];
  return [{ reading, value: typeof low === 'string' ? low : null, rows }];
}
