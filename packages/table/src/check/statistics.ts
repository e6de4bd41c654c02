import { tableErrors } from '@weighbridge/core';
import type { DuckColumn, DuckTable } from '../duck-table.ts';
import { literalPath } from '../open/opened.ts';
import type { Row } from '../plain.ts';
import { list, literal } from '../sql.ts';

/** What the footers of Parquet files say of a column, as far as it can be trusted. */
export interface ColumnStatistics {
  /** Cells that are NULL. */
  readonly nulls: number | undefined;
  /** SQL constants between which all values lie. */
  readonly bounds: { readonly least: string; readonly most: string } | undefined;
  /** No cell is NULL, and each row group lies wholly above the one before. */
  readonly rises: boolean;
  /** Encoded, before compression. Well under 2 where a dictionary has few values. */
  readonly bytesPerCell: number;
}

/** By `DuckColumn.sql`. */
export type Statistics = ReadonlyMap<string, ColumnStatistics>;

/** So many rows are read sooner than their footer. */
const fewRows = 5000;

/** Types whose bounds are whole values. Those of texts may be cut off, and those of doubles leave out NaN. */
const bounded = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT)|DATE|TIMESTAMP.*|DECIMAL\(.*\))$/;

/**
 * Reads the statistics of the columns that have any: none of text files, nor of columns with parts. Throws UserError where
 * they contradict the rows.
 */
export async function readStatistics(table: DuckTable, columns: readonly DuckColumn[]): Promise<Statistics> {
  const leaves = columns.filter(({ leaf }) => leaf !== undefined);
  if (table.format !== 'parquet' || leaves.length === 0 || table.rows < fewRows) return new Map();
  const files = fileList(table.paths);
  const numbers = leaves.map(({ leaf }) => String(leaf)).join(', ');
  const groups = `SELECT *, list_position(${list(table.paths.map(literal))}, file_name) AS "file"
    FROM parquet_metadata(${files}) WHERE column_id IN (${numbers})`;
  const ordered = `SELECT bool_and(coalesce(len(column_orders) > 0, false)) AS "ordered" FROM parquet_file_metadata(${files})`;
  const each = leaves.map((column, index) => columnQuery(column, index)).join(' UNION ALL ');
  const rows = await table.connection.rows(
    `WITH "groups" AS MATERIALIZED (${groups}) SELECT *, (${ordered}) AS "ordered" FROM (${each})`,
  );
  const statistics = new Map(rows.flatMap((row) => entry(row, leaves, table)));
  if (!(await agreesWithRows(table, rows, leaves))) {
    throw tableErrors.footerLies({}, { place: { file: table.source.name } });
  }
  return statistics;
}

/**
 * The first row group is read and held against its own statistics: a writer that is wrong is wrong from the start. DuckDB
 * goes by them too, so that such a file cannot be judged at all.
 */
async function agreesWithRows(table: DuckTable, rows: readonly Row[], leaves: readonly DuckColumn[]): Promise<boolean> {
  const [first] = rows;
  if (first === undefined) return false;
  const held = rows.flatMap((row) => {
    const column = leaves[Number(row['column'])];
    return column ? heldAgainst(column, row) : [];
  });
  if (held.length === 0) return true;
  const group = `read_parquet(${fileList(table.paths.slice(0, 1))}) WHERE file_row_number < ${Number(first['firstRows'])}`;
  const { agrees } = await table.connection.row(
    `SELECT coalesce(${held.join(' AND ')}, false) AS "agrees" FROM ${group}`,
  );
  return agrees === true;
}

function heldAgainst({ sql, duckType }: DuckColumn, row: Row): readonly string[] {
  const { firstNulls, firstLeast, firstMost } = row;
  const nulls = firstNulls === null ? [] : [`count(*) FILTER (WHERE ${sql} IS NULL) = ${Number(firstNulls)}`];
  if (firstLeast === null || firstMost === null) return nulls;
  const bound = (text: typeof firstLeast): string => `CAST(${literal(String(text))} AS ${duckType})`;
  return [...nulls, `coalesce(min(${sql}) >= ${bound(firstLeast)} AND max(${sql}) <= ${bound(firstMost)}, true)`];
}

function fileList(paths: readonly string[]): string {
  return list(paths.map((file) => literal(literalPath(file))));
}

/** One column over all row groups. What is missing or contradicts itself gives NULL or false. */
function columnQuery({ leaf, duckType }: DuckColumn, index: number): string {
  const isBounded = bounded.test(duckType);
  const cast = (text: string): string => (isBounded ? `TRY_CAST(${text} AS ${duckType})` : 'CAST(NULL AS INTEGER)');
  const own = `SELECT *, ${cast('stats_min_value')} AS "least", ${cast('stats_max_value')} AS "most",
      lag(${cast('stats_max_value')}) OVER (ORDER BY "file", row_group_id) AS "before",
      coalesce(stats_null_count BETWEEN 0 AND num_values AND num_values = row_group_num_rows, false) AS "counted",
      row_number() OVER (ORDER BY "file", row_group_id) AS "at"
    FROM "groups" WHERE column_id = ${leaf}`;
  const exact = 'min_is_exact IS DISTINCT FROM false AND max_is_exact IS DISTINCT FROM false';
  return `SELECT ${index} AS "column", sum(row_group_num_rows) AS "rows",
      CASE WHEN bool_and("counted") THEN sum(stats_null_count) END AS "nulls",
      bool_and("counted" AND (stats_null_count = num_values OR coalesce("least" <= "most" AND ${exact}, false))) AS "bounded",
      CAST(min("least") AS VARCHAR) AS "least", CAST(max("most") AS VARCHAR) AS "most",
      bool_and("counted" AND stats_null_count = 0 AND ("at" = 1 OR coalesce("least" > "before", false))) AS "rises",
      sum(total_uncompressed_size) AS "bytes",
      max(row_group_num_rows) FILTER (WHERE "at" = 1) AS "firstRows",
      max(stats_null_count) FILTER (WHERE "at" = 1) AS "firstNulls",
      CAST(max("least") FILTER (WHERE "at" = 1) AS VARCHAR) AS "firstLeast",
      CAST(max("most") FILTER (WHERE "at" = 1) AS VARCHAR) AS "firstMost"
    FROM (${own})`;
}

function entry(
  row: Row,
  leaves: readonly DuckColumn[],
  table: DuckTable,
): readonly (readonly [string, ColumnStatistics])[] {
  const column = leaves[Number(row['column'])];
  // Footers whose row groups do not add up to the rows are not believed in anything.
  if (column === undefined || Number(row['rows']) !== table.rows) return [];
  const hasBounds = row['bounded'] === true && row['ordered'] === true && row['least'] !== null && row['most'] !== null;
  const constant = (text: string): string => `CAST(${literal(String(row[text]))} AS ${column.duckType})`;
  return [
    [
      column.sql,
      {
        nulls: row['nulls'] === null ? undefined : Number(row['nulls']),
        bounds: hasBounds ? { least: constant('least'), most: constant('most') } : undefined,
        rises: hasBounds && row['rises'] === true,
        bytesPerCell: Number(row['bytes']) / Math.max(1, table.rows),
      },
    ],
  ];
}
