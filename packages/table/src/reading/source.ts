import type { Connection } from '../connection.ts';
import { fileFormat } from '../open/format.ts';
import { openParquet } from '../open/parquet.ts';
import type { SourceColumn } from './forms.ts';
import { openPlainCsv } from './plain-csv.ts';

/** A file as a relation of SQL. */
export interface Source {
  readonly relation: string;
  /** Whether the file may list the values of a column once, as Parquet does. */
  readonly hasDictionaries: boolean;
  readonly columns: readonly (SourceColumn & { readonly name: string })[];
}

/**
 * A file that DuckDB reads just as the readers of small files do. Throws for others: packed ones, JSON lines (of a key
 * that is there twice the two take different values), and text in which only one of them may see a fault.
 */
export async function openSource(connection: Connection, file: string): Promise<Source> {
  const format = fileFormat(file);
  if (format === undefined || format.packing !== undefined) throw new Error('This format is not read here.');
  if (format.format === 'csv') return await openPlainCsv(file, format.delimiter);
  if (format.format !== 'parquet') throw new Error('This format is not read here.');
  const { columns, relation } = await openParquet(connection, [{ path: file, name: file }], []);
  return {
    relation,
    hasDictionaries: true,
    columns: columns.map(({ name, sql, duckType }) => ({ name, sql, type: duckType })),
  };
}
