import type { OpenTable, TableColumn, TableSchema } from '@weighbridge/core';
import type { Answers } from './check/answers.ts';
import type { CategoryFacts } from './columns/categories.ts';
import type { SideFacts } from './columns/numbers.ts';
import type { SettledColumn } from './columns/settle.ts';
import type { Connection } from './connection.ts';

/** How the cells of a column lie in DuckDB. A CSV cell is text (an empty one NULL); a JSONL cell is JSON text, absent NULL. */
export interface DuckColumn extends TableColumn {
  /** The quoted name of the column in `relation`. Never the column's own name in CSV and JSONL, where DuckDB folds case. */
  readonly sql: string;
  /** DuckDB's type: `VARCHAR`, `BIGINT`, `DECIMAL(18,2)`; `VARCHAR` for text and JSON. */
  readonly duckType: string;
  /** Of a Parquet column without parts: its number among the file's leaves, as its statistics name it. */
  readonly leaf?: number;
}

/** A table that DuckDB can read. All tables of one engine share its connection. */
export interface DuckTable extends OpenTable {
  readonly columns: readonly DuckColumn[];
  readonly connection: Connection;
  readonly format: 'csv' | 'jsonl' | 'parquet';
  /** What stands after FROM (in parentheses already where it must be): every column, streamed from the files. */
  readonly relation: string;
  /** The same with one more column, `rowName`: the 1-based number of the data row. It costs more. */
  readonly numbered: string;
  /** The same with only the rows of these numbers, where it takes no pass to find them: in Parquet. */
  readonly at?: (rows: readonly number[]) => string;
  /** The quoted name of that column; no column of the table has it. */
  readonly rowName: string;
  /** Absolute paths of the files, in the order of the rows. */
  readonly paths: readonly string[];
  /** Of a text file that was opened with a schema: what its first reading found. */
  readonly answers?: Answers;
  /** What its columns turned out to be, filled as they are looked at, by how they are read. */
  readonly settled: Map<string, SettledColumn>;
  /** What was counted of its columns, by themselves or beside another table's. */
  readonly numbers: Map<string, SideFacts>;
  /** Of those that were held against another table, where no value was left uncounted. */
  readonly categories: Map<string, CategoryFacts>;
  /** What it was opened with: how its cells are read where it is held against another table. */
  readonly schema?: TableSchema;
}

/** The table behind the port's face: every open table of this engine is one. */
export function duckTable(table: OpenTable): DuckTable {
  if (isDuckTable(table)) return table;
  throw new Error(`${table.source.name} was opened by another engine.`);
}

function isDuckTable(table: OpenTable): table is DuckTable {
  return 'relation' in table && 'connection' in table;
}

/** The column of that very name (names differ by case), if the table has it. */
export function findColumn(table: DuckTable, name: string): DuckColumn | undefined {
  return table.columns.find((column) => column.name === name);
}
