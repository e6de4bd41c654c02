import { type Coded, textOf } from '@weighbridge/core';
import type { DuckColumn } from '../duck-table.ts';

/** A column of text as codes, filled part by part. */
export interface CodedColumn {
  add(values: readonly unknown[]): void;
  finish(): Coded;
  /** Different values so far. */
  readonly size: () => number;
}

/** Codes in the order in which values first appear, for so many rows in all. */
export function codedColumn(column: DuckColumn, rows: number): CodedColumn {
  const codes = new Int32Array(rows);
  const known = new Map<string | null, number>();
  let at = 0;
  return {
    add(values) {
      for (const value of values) {
        // A list has no text form; as a missing value it makes no slice.
        const text = textOf(column.type === 'json' && typeof value === 'string' ? JSON.parse(value) : value) ?? null;
        const code = known.get(text) ?? known.size;
        known.set(text, code);
        codes[at] = code;
        at += 1;
      }
    },
    finish: () => ({ column: column.name, codes: narrow(codes, known.size), values: [...known.keys()] }),
    size: () => known.size,
  };
}

function narrow(codes: Int32Array, values: number): Coded['codes'] {
  if (values <= 1 << 8) return Uint8Array.from(codes);
  return values <= 1 << 16 ? Uint16Array.from(codes) : codes;
}

/**
 * SQL whose values read as `evaluate` reads a file's: numbers as numbers, so that they get the same shortest form, days and
 * times in ISO 8601.
 */
export function codedValue({ sql, type, duckType }: DuckColumn): string {
  if (type === 'number') return `CAST(${sql} AS DOUBLE)`;
  if (type === 'date' || type === 'datetime') {
    return `strftime(TRY_CAST(${sql} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ')`;
  }
  return duckType === 'UUID' || duckType.startsWith('ENUM') ? `CAST(${sql} AS VARCHAR)` : sql;
}
