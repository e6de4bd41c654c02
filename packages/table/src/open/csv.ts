import { dataErrors, tableErrors, type UserError } from '@weighbridge/core';
import type { Connection } from '../connection.ts';
import { list, literal, name } from '../sql.ts';
import { isText, type RawRow, rawRows, rowFields } from './csv-rows.ts';
import {
  columnLimit,
  type Opened,
  type OpenedFile,
  type ReadToEnd,
  rowLimit,
  rowLimitText,
  sqlPaths,
} from './opened.ts';

/** Opens delimited files of one header. Their cells stay text; all rows have been read once, and all fit. */
export async function openCsv(
  connection: Connection,
  files: readonly OpenedFile[],
  delimiter: string,
  partitions: readonly string[],
  readToEnd?: ReadToEnd,
): Promise<Opened> {
  const names = await sharedHeader(files, delimiter);
  const prefix = partitions.some((key) => /^c\d+$/i.test(key)) ? 'cell_' : 'c';
  const own = names.map((column, index) => ({ name: column, sql: name(`${prefix}${index}`) }));
  const relation = csvRelation(files, delimiter, own, partitions);
  const read = await readToEnd?.(opened(own, partitions, relation, 0));
  if (read) return { ...opened(own, partitions, relation, read.rows), ...read };
  const cells = own.map(({ sql }) => `count(${sql})`).join(', ');
  try {
    const { rows } = await connection.row(`SELECT count(*) AS "rows", greatest(${cells}) AS "cells" FROM ${relation}`);
    return opened(own, partitions, relation, Number(rows));
  } catch (error) {
    throw (await csvFault(files, delimiter, names.length)) ?? error;
  }
}

interface OwnColumn {
  readonly name: string;
  readonly sql: string;
}

function opened(own: readonly OwnColumn[], partitions: readonly string[], relation: string, rows: number): Opened {
  const folders = partitions.map((key) => ({ name: key, sql: name(key) }));
  return {
    columns: [...own, ...folders].map((column) => ({ ...column, type: 'text', duckType: 'VARCHAR' })),
    relation,
    rows,
    numbered: (rowName) => `(SELECT *, row_number() OVER () AS ${rowName} FROM ${relation})`,
  };
}

function csvRelation(
  files: readonly OpenedFile[],
  delimiter: string,
  own: readonly OwnColumn[],
  partitions: readonly string[],
): string {
  const spec = own.map(({ sql }) => `'${sql.slice(1, -1)}': 'VARCHAR'`).join(', ');
  const options = [
    `columns = {${spec}}`,
    'auto_detect = false, header = true, strict_mode = true, null_padding = false',
    `delim = ${literal(delimiter)}, quote = '"', escape = '"', maximum_line_size = ${rowLimit}`,
    `hive_partitioning = ${partitions.length > 0}, hive_types_autocast = false`,
  ];
  return `read_csv(${list(sqlPaths(files))}, ${options.join(', ')})`;
}

/** The header of the first file, which all others must have too. */
async function sharedHeader(files: readonly OpenedFile[], delimiter: string): Promise<readonly string[]> {
  const headers = await Promise.all(files.map((file) => readHeader(file, delimiter)));
  const [first = []] = headers;
  for (const [index, header] of headers.entries()) {
    if (header.length === first.length && header.every((column, at) => column === first[at])) continue;
    const missing = first.find((column) => !header.includes(column));
    const what = missing === undefined ? 'its columns are others' : `the column "${missing}" is not there`;
    const place = { file: files[index]?.name ?? '' };
    throw tableErrors.columnsDiffer({ first: files[0]?.name ?? '', what }, { place });
  }
  return first;
}

async function readHeader(file: OpenedFile, delimiter: string): Promise<readonly string[]> {
  const place = { file: file.name };
  for await (const row of rawRows(file.path, delimiter, rowLimit)) {
    if (row.bytes[0] === 0xff || row.bytes[0] === 0xfe || row.bytes.includes(0))
      throw dataErrors.notText({}, { place });
    const fault = rowFault(file, row, row.fields);
    if (fault) throw fault;
    const names = rowFields(row.bytes, delimiter);
    if (names.length > columnLimit) {
      throw tableErrors.tooManyColumns({ columns: names.length, limit: columnLimit }, { place });
    }
    const repeated = names.find((column, index) => names.indexOf(column) !== index);
    if (repeated !== undefined) throw dataErrors.repeatedColumn({ column: repeated }, { place });
    return names;
  }
  throw dataErrors.emptyFile({}, { place });
}

/** The first row that is not as it should be, of what DuckDB would not read. */
async function csvFault(
  files: readonly OpenedFile[],
  delimiter: string,
  width: number,
): Promise<UserError | undefined> {
  for (const file of files) {
    let end: RawRow['end'];
    for await (const row of rawRows(file.path, delimiter, rowLimit)) {
      const fault = rowFault(file, row, width);
      if (fault) return fault;
      end ??= row.end;
      if (row.end !== undefined && row.end !== end) {
        return tableErrors.lineEnds({ row: row.row }, { place: { file: file.name } });
      }
    }
  }
  return undefined;
}

function rowFault(file: OpenedFile, row: RawRow, width: number): UserError | undefined {
  const place = { file: file.name };
  const { row: number } = row;
  if (row.tooLong || row.bytes.length > rowLimit) {
    return tableErrors.rowTooLong({ row: number, limit: rowLimitText }, { place });
  }
  if (row.quoteFault) return dataErrors.badQuote({ row: number }, { place });
  if (!isText(row)) return tableErrors.rowNotText({ row: number }, { place });
  if (row.fields === width) return undefined;
  return dataErrors.raggedRow({ row: number, found: row.fields, expected: width }, { place });
}
