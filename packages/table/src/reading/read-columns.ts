import path from 'node:path';
import type { ColumnBatch, ReadLargeColumns, WantedColumn } from '@weighbridge/core';
import { type Connection, type Duckdb, openConnection } from '../connection.ts';
import { literalPath, type Opened } from '../open/opened.ts';
import { openParquet } from '../open/parquet.ts';
import { type ColumnForm, formOf } from './forms.ts';

export interface ColumnReaderOptions {
  /** Finds DuckDB. Asked when a file is read. */
  readonly load: () => Promise<Duckdb>;
  /** An existing folder, for what does not fit in memory. */
  readonly tempFolder: string;
}

/** A second one reads ahead while the first one's rows are taken; more would only hold more memory. */
const threads = 2;

/**
 * Reads columns of Parquet files by DuckDB, in the order of the file and in constant memory. Text is not read here: ten
 * million rows of CSV took no less CPU than in JavaScript, and of a key that is twice in a line of JSON it takes another.
 */
export function columnReader(options: ColumnReaderOptions): ReadLargeColumns {
  return (file, wanted) => readColumns(file, wanted, options);
}

async function* readColumns(
  file: string,
  wanted: readonly WantedColumn[],
  { load, tempFolder }: ColumnReaderOptions,
): AsyncGenerator<ColumnBatch> {
  const allowedFiles = [path.resolve(file), literalPath(path.resolve(file))];
  const connection = await openConnection(await load(), { tempFolder, allowedFiles, threads });
  try {
    const source = await openParquet(connection, [{ path: path.resolve(file), name: file }], []);
    const forms: ColumnForm[] = [];
    for (const column of wanted) forms.push(await wantedForm(connection, source, column, `column${forms.length}`));
    yield* batches(connection, source.relation, forms);
  } finally {
    await connection.close();
  }
}

async function wantedForm(
  connection: Connection,
  { columns, relation }: Opened,
  { name, use }: WantedColumn,
  prefix: string,
): Promise<ColumnForm> {
  const [column, second] = columns.filter((one) => one.name === name);
  if (column === undefined || second !== undefined) throw new Error(`There is not one column "${name}".`);
  return await formOf({ connection, relation, prefix }, column, use);
}

async function* batches(
  connection: Connection,
  relation: string,
  forms: readonly ColumnForm[],
): AsyncGenerator<ColumnBatch> {
  const firsts = forms.map((_, index) => forms.slice(0, index).flatMap(({ outer }) => outer).length);
  const inner = forms.flatMap((form) => form.inner).join(', ');
  const outer = forms.flatMap((form) => form.outer).join(', ');
  for await (const chunk of connection.chunks(`SELECT ${outer} FROM (SELECT ${inner} FROM ${relation})`)) {
    yield { rows: chunk.rows, columns: forms.map(({ values }, index) => values(chunk, firsts[index] ?? 0)) };
  }
}
