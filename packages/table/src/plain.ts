import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';

/**
 * A value of the database as plain data. Whole numbers that a double holds exactly are numbers, larger ones bigint;
 * decimals, dates, times and other kinds are the text that DuckDB prints (`2026-11-22`, `2026-11-22 08:00:00`).
 */
export type Plain = null | boolean | number | bigint | string | readonly Plain[] | { readonly [key: string]: Plain };

/** One row, by the names of the result's columns. */
export type Row = Readonly<Record<string, Plain>>;

/** A converter in the form that the client library takes; nested values are read by their own shape. */
export function toPlain(value: DuckDBValue, _type?: DuckDBType): Plain {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if ('items' in value) return [...value.items].map((item) => toPlain(item));
  if ('entries' in value) return entries(value.entries);
  return String(value);
}

/** Of a struct the fields; of a map its pairs. */
function entries(all: object): Plain {
  if (Array.isArray(all)) return all.map(({ key, value }) => [toPlain(key), toPlain(value)]);
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, toPlain(value)]));
}
