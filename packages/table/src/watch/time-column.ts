import { watchErrors } from '@weighbridge/core';
import { readingsAs, sideOf } from '../compare/common-kind.ts';
import { shownText } from '../compare/comparable.ts';
import type { DuckColumn, DuckTable } from '../duck-table.ts';
import { literal } from '../sql.ts';
import { columnNames, watchedColumn } from './derived.ts';

/** When the rows of a table are from, in SQL over its relation. */
export interface TimeColumn {
  /** TIMESTAMP in UTC; NULL where there is none. */
  readonly value: string;
  /** What moments are compared with, in a form that lets a Parquet file's statistics leave row groups out. */
  readonly compared: string;
  /** A moment in the form that `compared` has. */
  readonly moment: (at: Date) => string;
  /** Whether it is read off text: that costs more than a look at a column. */
  readonly isText: boolean;
}

/** Reads a column as times in UTC. Throws UserError for one that is not there (WB6643) or is of another type (WB6603). */
export function timeColumn(table: DuckTable, name: string): TimeColumn {
  const column = watchedColumn(table, name);
  const value = timeValue(table, column);
  if (value === undefined) throw noTime(table, column, column.duckType.toLowerCase());
  const isZoned = /WITH TIME ZONE$/.test(column.duckType);
  const isText = column.type !== 'date' && column.type !== 'datetime';
  return {
    value,
    compared: isText ? value : column.sql,
    moment: (at) => momentSql(at, !isText && isZoned),
    isText,
  };
}

/** The error of a column that holds no times. */
export function noTime(table: DuckTable, column: Pick<DuckColumn, 'name'>, found: string): Error {
  return watchErrors.notTime({ column: column.name, where: table.source.name, found, columns: columnNames(table) });
}

function timeValue(table: DuckTable, column: DuckColumn): string | undefined {
  const { type, sql } = column;
  if (type === 'date' || type === 'datetime') return finite(`TRY_CAST(${sql} AS TIMESTAMP)`);
  if (type !== 'text' && type !== 'json' && type !== 'string') return undefined;
  const read = readingsAs(sideOf(table, column, table), 'date').map(({ value }) => `TRY_CAST(${value} AS TIMESTAMP)`);
  return finite(`coalesce(${[...read, withoutSeconds(shownText(table, column))].join(', ')})`);
}

/** Infinite times say nothing of when. */
function finite(time: string): string {
  return `CASE WHEN isfinite(${time}) THEN ${time} END`;
}

const shortClock = '[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]';
const offset = '([Zz]|[+-]([01][0-9]|2[0-3])(:?[0-5][0-9])?)';

/** ISO 8601 lets the seconds go: `2026-11-22T06:00Z`. */
function withoutSeconds(text: string): string {
  const whole = `upper(substr(${text}, 1, 16) || ':00' || substr(${text}, 17))`;
  const pattern = literal(`${shortClock}${offset}?`);
  return `CASE WHEN regexp_full_match(${text}, ${pattern}) THEN CAST(TRY_CAST(${whole} AS TIMESTAMPTZ) AS TIMESTAMP) END`;
}

function momentSql(at: Date, isZoned: boolean): string {
  const text = at.toISOString().replace('T', ' ').replace('Z', '');
  return isZoned ? `TIMESTAMPTZ '${text}+00'` : `TIMESTAMP '${text}'`;
}
