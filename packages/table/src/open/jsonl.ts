import { dataErrors, tableErrors, type UserError } from '@weighbridge/core';
import type { Connection } from '../connection.ts';
import { list, literal, name } from '../sql.ts';
import { jsonFault } from './json-fault.ts';
import { columnLimit, type Opened, type OpenedFile, rowLimit, rowLimitText, sqlPaths } from './opened.ts';

/**
 * Opens files of one JSON object per line. A cell is the JSON text of its value (`null` too), NULL where the key is
 * absent. The columns are all keys of the first object, then those of the others by name.
 */
export async function openJsonl(
  connection: Connection,
  files: readonly OpenedFile[],
  partitions: readonly string[],
): Promise<Opened> {
  const hive = `hive_partitioning = ${partitions.length > 0}, hive_types_autocast = false`;
  const objects = `read_json_objects(${list(sqlPaths(files))}, format = 'newline_delimited', ${hive})`;
  const { keys, rows } = await readKeys(connection, files, objects);
  const own = keys.map((key, index) => ({ name: key, sql: name(`c${index}`) }));
  const place = { file: files[0]?.name ?? '' };
  if (own.length > columnLimit)
    throw tableErrors.tooManyColumns({ columns: own.length, limit: columnLimit }, { place });
  const clash = partitions.find((key) => keys.includes(key));
  if (clash !== undefined) throw tableErrors.partitionColumn({ column: clash }, { place });
  const folders = partitions.map((key, index) => ({ name: key, sql: name(`p${index}`), from: name(key) }));
  const cells = own.map(({ sql }, index) => `CAST("values"[${index + 1}] AS VARCHAR) AS ${sql}`);
  const parts = [...cells, ...folders.map(({ sql, from }) => `${from} AS ${sql}`)].join(', ');
  const pointers = keys.length === 0 ? "'/'" : list(keys.map((key) => literal(jsonPointer(key))));
  // Rows of empty objects are rows all the same, and a query of no column is none.
  const selected = parts || 'NULL AS "nothing"';
  const relation = `(SELECT ${selected} FROM (SELECT *, json_extract("json", ${pointers}) AS "values" FROM ${objects}))`;
  return {
    columns: [
      ...own.map((column) => ({ ...column, type: 'json', duckType: 'VARCHAR' }) as const),
      ...folders.map(({ name: key, sql }) => ({ name: key, sql, type: 'text', duckType: 'VARCHAR' }) as const),
    ],
    relation,
    rows,
    numbered: (rowName) => `(SELECT *, row_number() OVER () AS ${rowName} FROM ${relation})`,
  };
}

/** RFC 6901. */
function jsonPointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

interface Keys {
  readonly keys: readonly string[];
  readonly rows: number;
}

/** One pass over all lines: the keys, how many lines there are, and whether each is an object of bearable length. */
async function readKeys(connection: Connection, files: readonly OpenedFile[], objects: string): Promise<Keys> {
  const shapes = `SELECT unnest(list_prepend(NULL, json_keys("json"))) AS "key", json_type("json") = 'OBJECT' AS "object",
    strlen("json") AS "bytes", contains("json", 'NaN') OR contains("json", 'Infinity') AS "odd" FROM ${objects}`;
  const grouped = `SELECT "key", "object", count(*) AS "rows", max("bytes") AS "bytes",
    bool_or("odd") AS "odd" FROM (${shapes}) GROUP BY ALL ORDER BY "key"`;
  try {
    const found = await connection.rows(grouped);
    const fits = found.every(({ object, bytes }) => object === true && Number(bytes) <= rowLimit);
    if (!fits) throw new Error('A line is not an object, or too long.');
    // DuckDB takes these for numbers, which JSON does not have; in a text they may stand.
    const fault = found.some(({ odd }) => odd === true) ? await firstFault(files) : undefined;
    if (fault !== undefined) throw fault;
    const first = await connection.rows(`SELECT json_keys("json") AS "keys" FROM ${objects} LIMIT 1`);
    const lines = found.find(({ key }) => key === null);
    if (lines === undefined) throw dataErrors.emptyFile({}, { place: { file: files[0]?.name ?? '' } });
    const keys = found.flatMap(({ key }) => (typeof key === 'string' ? [key] : []));
    const leading = first[0]?.['keys'];
    return {
      keys: [...new Set([...(Array.isArray(leading) ? leading.map(String) : []), ...keys])],
      rows: Number(lines['rows']),
    };
  } catch (error) {
    throw (await firstFault(files)) ?? error;
  }
}

async function firstFault(files: readonly OpenedFile[]): Promise<UserError | undefined> {
  for (const file of files) {
    const fault = await jsonFault(file.path, rowLimit);
    const place = { file: file.name };
    if (fault?.kind === 'long') return tableErrors.rowTooLong({ row: fault.row, limit: rowLimitText }, { place });
    if (fault?.kind === 'text') return tableErrors.rowNotText({ row: fault.row }, { place });
    if (fault?.kind === 'mark') return dataErrors.notText({}, { place });
    if (fault?.kind === 'json') return dataErrors.badJsonLine({ row: fault.row }, { place });
  }
  return undefined;
}
