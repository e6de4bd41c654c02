import { randomUUID } from 'node:crypto';
import type { Offenders } from '../check/offenders.ts';
import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';

/** So many rows of text files are kept aside; of more the files are read again. */
const mostKept = 100_000;

/** For a rule, what stands after FROM for the rows that break it. */
export type Offending = (rule: number) => string;

/**
 * Uses the rows that break rules. Of text files they are kept aside where they are few, so that the files are parsed once
 * for all rules and columns.
 */
export async function withOffending<T>(
  table: DuckTable,
  { from, conditions }: Offenders,
  counts: ReadonlyMap<number, number>,
  use: (offending: Offending) => Promise<T>,
): Promise<T> {
  const inFiles: Offending = (rule) => `${from} WHERE ${conditions.get(rule) ?? 'false'}`;
  const sum = [...conditions.keys()].reduce((total, rule) => total + (counts.get(rule) ?? Number.POSITIVE_INFINITY), 0);
  if (table.format === 'parquet' || conditions.size === 0 || sum > mostKept) return await use(inFiles);
  const kept = name(`broken ${randomUUID()}`);
  const flag = (rule: number): string => name(`broken ${rule}`);
  const columns = table.columns.map(({ sql }) => sql);
  const flags = [...conditions].map(([rule, condition]) => `${condition} AS ${flag(rule)}`);
  const any = [...conditions.values()].map((condition) => `(${condition})`).join(' OR ');
  await table.connection.run(
    `CREATE TEMP TABLE ${kept} AS SELECT ${[...columns, ...flags].join(', ')} FROM ${from} WHERE ${any}`,
  );
  try {
    return await use((rule) => `${kept} WHERE ${flag(rule)}`);
  } finally {
    await table.connection.run(`DROP TABLE ${kept}`);
  }
}
