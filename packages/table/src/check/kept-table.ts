import { randomUUID } from 'node:crypto';
import type { DuckTable } from '../duck-table.ts';
import { name } from '../sql.ts';
import { or } from './reading.ts';
import type { Scope } from './scope.ts';

/** What one statement keeps of every row: whether it meets conditions, and values. Its rows are the table's, in order. */
export interface Wanted {
  /** True or false for each row, never NULL; rare ones cost least. */
  readonly conditions: readonly string[];
  /** SQL of values, by the (quoted) names that they are kept under. */
  readonly values: ReadonlyMap<string, string>;
}

export interface KeptTable {
  /** What stands after FROM. */
  readonly relation: string;
  /** The number of a row, from 1. */
  readonly rowNumber: string;
  /** SQL over the relation that is true where the row meets the condition of this index. */
  readonly meets: (condition: number) => string;
  /** The same of the values of `words` in one row. */
  readonly isMet: (condition: number, words: readonly bigint[]) => boolean;
  /** The columns that hold the conditions. */
  readonly words: readonly string[];
}

/** Conditions in one column: bits of a whole number that DuckDB shifts without a sign. */
const bitsInWord = 60;

/**
 * Reads a text file once, with all threads, and keeps only what is wanted of it. DuckDB puts rows into a table in the order
 * of the file, so that their places are the row numbers, which the file's reader by itself can count with one thread only.
 */
export async function withKept<T>(
  table: DuckTable,
  scope: Scope,
  { conditions, values }: Wanted,
  use: (kept: KeptTable) => Promise<T>,
): Promise<T> {
  const kept = name(`kept ${randomUUID()}`);
  const parts = Array.from({ length: Math.ceil(conditions.length / bitsInWord) }, (_, at) =>
    conditions.slice(at * bitsInWord, (at + 1) * bitsInWord),
  );
  const words = parts.map((_, at) => name(`word ${at}`));
  const columns = [
    ...parts.map((part, at) => `${wordOf(part)} AS ${words[at]}`),
    ...[...values].map(([column, sql]) => `${sql} AS ${column}`),
  ].join(', ');
  const create = `CREATE TEMP TABLE ${kept} AS SELECT ${columns} FROM ${scope.from(table.relation, columns)}`;
  if (!(await keepsOrder(table, create))) throw new Error('The rows would lose their order.');
  await table.connection.run(create);
  try {
    return await use({
      relation: kept,
      rowNumber: 'rowid + 1',
      words,
      isMet: (at, row) => ((row[Math.floor(at / bitsInWord)] ?? 0n) & (1n << BigInt(at % bitsInWord))) !== 0n,
      meets: (at) => `(${words[Math.floor(at / bitsInWord)]} & ${bit(at % bitsInWord)}) <> 0`,
    });
  } finally {
    await table.connection.run(`DROP TABLE ${kept}`);
  }
}

/**
 * With several threads rows are in the order of the file only where DuckDB plans to put them in by batches, which it does
 * not for every statement: a join in it is enough.
 */
async function keepsOrder({ connection }: DuckTable, create: string): Promise<boolean> {
  const { threads } = await connection.row(`SELECT current_setting('threads') AS "threads"`);
  const [plan] = await connection.rows(`EXPLAIN ${create}`);
  const [first] = String(plan?.['explain_value']).match(/[A-Z_]+/) ?? [];
  return threads === 1 || first === 'BATCH_CREATE_TABLE_AS';
}

/** Most rows meet none of the conditions, and then no bit is set. */
function wordOf(conditions: readonly string[]): string {
  const bits = conditions.map((condition, at) => `CASE WHEN ${condition} THEN ${bit(at)} ELSE 0::UBIGINT END`);
  return `CASE WHEN ${or(...conditions)} THEN ${bits.join(' | ')} ELSE 0::UBIGINT END`;
}

function bit(at: number): string {
  return `${1n << BigInt(at)}::UBIGINT`;
}
