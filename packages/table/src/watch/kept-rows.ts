import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Connection } from '../connection.ts';
import { literalPath } from '../open/opened.ts';
import { literal } from '../sql.ts';

/** Rows that were worked out once, in a file of the engine's own: they outlive the database, which starts anew for each file that is opened. */
export interface KeptRows {
  readonly file: string;
  /** What stands after FROM. */
  readonly relation: string;
  /** The same with each row's number, from 1, under the given (quoted) name. */
  readonly numbered: (rowName: string) => string;
}

/** Writes the rows of a SELECT, in their order, into a new Parquet file of the folder. */
export async function keepRows(connection: Connection, folder: string, select: string): Promise<KeptRows> {
  const file = path.join(folder, `kept-${randomUUID()}.parquet`);
  await connection.run(`COPY (${select}) TO ${literal(file)} (FORMAT parquet)`);
  const relation = `read_parquet(${literal(literalPath(file))})`;
  const numbered = (rowName: string): string => `(SELECT *, file_row_number + 1 AS ${rowName} FROM ${relation})`;
  return { file, relation, numbered };
}
