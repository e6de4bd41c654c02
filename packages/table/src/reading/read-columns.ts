import path from 'node:path';
import type { ColumnBatch, ReadLargeColumns, WantedColumn } from '@weighbridge/core';
import { type Connection, type Duckdb, openConnection } from '../connection.ts';
import { literalPath } from '../open/opened.ts';
import { type ColumnForm, formOf } from './forms.ts';
import { openSource, type Source } from './source.ts';

export interface ColumnReaderOptions {
  /** Finds DuckDB. Asked when a file is read. */
  readonly load: () => Promise<Duckdb>;
  /** An existing folder, for what does not fit in memory. */
  readonly tempFolder: string;
}

/** A second one reads ahead while the first one's rows are taken; more would only hold more memory. */
const threads = 2;

/** Reads columns of CSV, TSV and Parquet files by DuckDB, in the order of the file and in constant memory. */
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
    const source = await openSource(connection, path.resolve(file));
    const forms: ColumnForm[] = [];
    for (const column of wanted) forms.push(await wantedForm(connection, source, column, `column${forms.length}`));
    yield* batches(connection, source.relation, forms);
  } finally {
    await connection.close();
  }
}

async function wantedForm(
  connection: Connection,
  { columns, ...source }: Source,
  { name, use }: WantedColumn,
  prefix: string,
): Promise<ColumnForm> {
  const [column, second] = columns.filter((one) => one.name === name);
  if (column === undefined || second !== undefined) throw new Error(`There is not one column "${name}".`);
  return await formOf({ connection, ...source, prefix }, column, use);
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
