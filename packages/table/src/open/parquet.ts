import { open } from 'node:fs/promises';
import { dataErrors, tableErrors } from '@weighbridge/core';
import type { Connection } from '../connection.ts';
import type { DuckColumn } from '../duck-table.ts';
import { list, name } from '../sql.ts';
import { columnLimit, type Opened, type OpenedFile, sqlPaths } from './opened.ts';
import { physicalType } from './physical-type.ts';

/** Opens Parquet files of one schema. Only their footers are read. */
export async function openParquet(
  connection: Connection,
  files: readonly OpenedFile[],
  partitions: readonly string[],
): Promise<Opened> {
  for (const file of files) await refuseHalf(file);
  const paths = list(sqlPaths(files));
  const counts = await footers(connection, files, paths);
  const shared = await sharedColumns(connection, files);
  const names = shared.map((column) => column.name);
  const place = { file: files[0]?.name ?? '' };
  if (names.length > columnLimit) {
    throw tableErrors.tooManyColumns({ columns: names.length, limit: columnLimit }, { place });
  }
  const folded = new Set(names.map((column) => column.toLowerCase()));
  const clash = partitions.find((key) => folded.has(key.toLowerCase()));
  if (clash !== undefined) throw tableErrors.partitionColumn({ column: clash }, { place });
  const relation = `read_parquet(${paths}, hive_partitioning = ${partitions.length > 0}, hive_types_autocast = false)`;
  const inFolders = partitions.map(
    (key) => ({ name: key, sql: name(key), type: 'text', duckType: 'VARCHAR' }) as const,
  );
  return {
    columns: [...(await ownColumns(connection, relation, shared)), ...inFolders],
    relation,
    rows: counts.reduce((sum, rows) => sum + rows, 0),
    numbered: (rowName) => `(SELECT *, ${rowNumber(counts)} AS ${rowName} FROM ${relation})`,
    at: (rowName, rows) =>
      `(SELECT *, ${rowNumber(counts)} AS ${rowName} FROM ${relation} WHERE ${isAt(counts, rows)})`,
  };
}

/** A file that a job was still writing has no footer. DuckDB would say so too, but not in words of ours. */
async function refuseHalf({ path, name: named }: OpenedFile): Promise<void> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const head = await handle.read(Buffer.alloc(4), 0, 4, 0);
    const tail = await handle.read(Buffer.alloc(8), 0, 8, Math.max(0, size - 8));
    const place = { file: named };
    if (head.buffer.toString('latin1') !== 'PAR1') {
      throw dataErrors.notParquet({ what: 'it does not begin as Parquet does' }, { place });
    }
    const cut = tail.buffer.toString('latin1', 4) !== 'PAR1' || tail.buffer.readUInt32LE(0) + 12 > size;
    if (cut) throw dataErrors.notParquet({ what: 'the end of the file is missing' }, { place });
  } finally {
    await handle.close();
  }
}

/** Rows of each file, in the order of the files. */
async function footers(
  connection: Connection,
  files: readonly OpenedFile[],
  paths: string,
): Promise<readonly number[]> {
  try {
    const found = await connection.rows(`SELECT file_name, num_rows FROM parquet_file_metadata(${paths})`);
    const counts = new Map(found.map((row) => [row['file_name'], Number(row['num_rows'])]));
    return files.map(({ path }) => counts.get(path) ?? Number.NaN);
  } catch (error) {
    throw await footerError(connection, files, error);
  }
}

/** Which file it is that has a broken footer. */
async function footerError(connection: Connection, files: readonly OpenedFile[], error: unknown): Promise<unknown> {
  for (const file of files) {
    try {
      await connection.rows(`SELECT num_rows FROM parquet_file_metadata(${list(sqlPaths([file]))})`);
    } catch (cause) {
      return dataErrors.notParquet({ what: 'its footer is damaged' }, { place: { file: file.name }, cause });
    }
  }
  return error;
}

/** The top-level columns, which all files must have in the same order and of the same types. */
async function sharedColumns(connection: Connection, files: readonly OpenedFile[]): Promise<readonly SchemaColumn[]> {
  let first: readonly SchemaColumn[] | undefined;
  for (const file of files) {
    const columns = await schemaColumns(connection, file);
    first ??= columns;
    const what = difference(first, columns);
    if (what !== undefined) {
      throw tableErrors.columnsDiffer({ first: files[0]?.name ?? '', what }, { place: { file: file.name } });
    }
  }
  return first ?? [];
}

interface SchemaColumn {
  readonly name: string;
  /** Everything about its type, those of its parts too. */
  readonly type: string;
  /** Undefined for a column with parts. */
  readonly leaf: number | undefined;
}

function difference(first: readonly SchemaColumn[], other: readonly SchemaColumn[]): string | undefined {
  for (const [index, column] of first.entries()) {
    const same = other[index];
    if (same?.name === column.name && same.type === column.type) continue;
    if (same?.name === column.name) return `the column "${column.name}" has another type`;
    if (!other.some((one) => one.name === column.name)) return `the column "${column.name}" is not there`;
    return `the column "${column.name}" is in another place`;
  }
  const more = other[first.length];
  return more && `the column "${more.name}" is new`;
}

async function schemaColumns(connection: Connection, file: OpenedFile): Promise<readonly SchemaColumn[]> {
  const what = 'name, num_children, concat_ws(\' \', name, type, type_length, converted_type, logical_type) AS "type"';
  const [, ...nodes] = await connection.rows(`SELECT ${what} FROM parquet_schema(${list(sqlPaths([file]))})`);
  const columns: SchemaColumn[] = [];
  let leaves = 0;
  for (let at = 0; at < nodes.length; ) {
    const from = at;
    for (let open = 1; open > 0 && at < nodes.length; at += 1) open += Number(nodes[at]?.['num_children'] ?? 0) - 1;
    const own = nodes.slice(from, at);
    const leaf = own.length === 1 ? leaves : undefined;
    leaves += own.filter((node) => Number(node['num_children'] ?? 0) === 0).length;
    const type = own.map((node) => String(node['type'])).join('; ');
    columns.push({ name: String(nodes[from]?.['name']), type, leaf });
  }
  return columns;
}

/** DuckDB numbers columns whose names differ by case only; the order is the file's. */
async function ownColumns(
  connection: Connection,
  relation: string,
  shared: readonly SchemaColumn[],
): Promise<readonly DuckColumn[]> {
  const described = await connection.rows(`DESCRIBE SELECT * FROM ${relation}`);
  return shared.map(({ name: column, leaf }, index) => {
    const duckType = String(described[index]?.['column_type']);
    const sql = name(String(described[index]?.['column_name']));
    return { name: column, sql, duckType, type: physicalType(duckType), ...(leaf === undefined ? {} : { leaf }) };
  });
}

function rowNumber(counts: readonly number[]): string {
  if (counts.length === 1) return 'file_row_number + 1';
  let before = 0;
  const offsets = counts.map((rows) => {
    const offset = before;
    before += rows;
    return String(offset);
  });
  return `file_row_number + 1 + CAST(${list(offsets)} AS BIGINT[])[CAST(file_index + 1 AS BIGINT)]`;
}

/** Said of the rows' numbers in their own files: row groups without any of them are left out. */
function isAt(counts: readonly number[], rows: readonly number[]): string {
  let before = 0;
  const files = counts.flatMap((count, index) => {
    const own = rows.filter((row) => row > before && row <= before + count).map((row) => row - before - 1);
    before += count;
    if (own.length === 0) return [];
    const among = `file_row_number IN (${own.join(', ')})`;
    return [counts.length === 1 ? among : `(file_index = ${index} AND ${among})`];
  });
  return files.join(' OR ') || 'false';
}
