import type { Reading as FieldReading, FieldType, Scalar, TableSchema } from '@weighbridge/core';

/** What a value is to a rule or an expression. `other`: objects and arrays. */
export type ValueKind = 'number' | 'text' | 'condition' | 'date' | 'time' | 'other';

/** One way to read a cell: SQL over the columns of a table. */
export interface Reading {
  readonly type: FieldType;
  readonly kind: ValueKind;
  /** The value; NULL where the cell is missing or does not read so. */
  readonly value: string;
  /** Equal for equal values, for keys; `value` where it says nothing else. */
  readonly key: string;
  /** How long a text, an array or an object is, of its value; undefined for what has no length. */
  readonly length: ((value: string) => string) | undefined;
  /** A value of the schema as SQL that compares with `value`; undefined where it is of another kind. NULL: unreadable. */
  readonly literal: (value: Scalar) => string | undefined;
}

/** A cell of one column, as a field of the schema reads it. All conditions are true or false, never NULL. */
export interface Cell {
  readonly column: string;
  /** False where the table lacks the column; then every cell is missing. */
  readonly there: boolean;
  readonly missing: string;
  /** One for each type, in the field's order; of `any` one for each kind. */
  readonly readings: readonly Reading[];
  /** JSON Schema's null, where it is one of the types and the cell is null; such a cell is neither missing nor wrong. */
  readonly isNull: string;
  /** As it is shown: text. */
  readonly shown: string;
}

/** What reading hangs on besides the type. */
export interface HowToRead {
  readonly dialect: TableSchema['dialect'];
  readonly reading: FieldReading;
}

/** `a AND b`, leaving out what is always true. */
export function and(...parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== 'true');
  if (kept.includes('false')) return 'false';
  return kept.length === 0 ? 'true' : kept.map(bracketed).join(' AND ');
}

/** `a OR b`, leaving out what is never true. */
export function or(...parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== 'false');
  if (kept.includes('true')) return 'true';
  return kept.length === 0 ? 'false' : kept.map(bracketed).join(' OR ');
}

export function not(part: string): string {
  if (part === 'true') return 'false';
  return part === 'false' ? 'true' : `NOT ${bracketed(part)}`;
}

/** A condition in brackets, unless it needs none. */
function bracketed(part: string): string {
  return /^("([^"]|"")*"|\w+|\((?:[^()]|\([^()]*\))*\))$/.test(part) ? part : `(${part})`;
}

/** The cell is present, and of none of the types. */
export function isWrong(cell: Cell): string {
  if (cell.readings.some(({ type }) => type === 'any')) return 'false';
  return and(not(cell.missing), not(cell.isNull), ...cell.readings.map(({ value }) => `${value} IS NULL`));
}
