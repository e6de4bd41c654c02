import type { Reading as FieldReading, FieldType, Scalar, TableSchema } from '@weighbridge/core';

/** What a value is to a rule or an expression. `other`: objects and arrays. */
export type ValueKind = 'number' | 'text' | 'condition' | 'date' | 'time' | 'other';

/** One way to read a cell: SQL over the columns of a table. */
export interface Reading {
  readonly type: FieldType;
  readonly kind: ValueKind;
  /** The value; NULL where the cell is missing or does not read so. */
  readonly value: string;
  /** Whether a value may be NaN. */
  readonly mayBeNaN: boolean;
  /** Equal for equal values, for keys; `value` where it says nothing else. */
  readonly key: string;
  /** How long a text, an array or an object is, of its value; undefined for what has no length. */
  readonly length: ((value: string) => string) | undefined;
  /** The value in two steps, where that is cheaper than at once. */
  readonly steps?: Steps;
  /** A value of the schema as SQL that compares with `value`; undefined where it is of another kind. NULL: unreadable. */
  readonly literal: (value: Scalar) => string | undefined;
}

/** `first` is worked out for every row; `second` gives SQL of the value over the name that it has been given. */
export interface Steps {
  readonly first: string;
  readonly second: (first: string) => string;
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
  return joined(kept, ' AND ', 'true');
}

/** `a OR b`, leaving out what is never true. */
export function or(...parts: readonly string[]): string {
  const kept = parts.filter((part) => part !== 'false');
  if (kept.includes('true')) return 'true';
  return joined(kept, ' OR ', 'false');
}

export function not(part: string): string {
  const isNull = /^("(?:[^"]|"")*") IS (NOT )?NULL$/.exec(part);
  if (isNull) return `${isNull[1]} IS ${isNull[2] ? '' : 'NOT '}NULL`;
  if (part === 'true') return 'false';
  return part === 'false' ? 'true' : `NOT ${bracketed(part)}`;
}

function joined(parts: readonly string[], word: string, none: string): string {
  const [only = none, ...others] = parts;
  return others.length === 0 ? only : parts.map(bracketed).join(word);
}

/** A condition in brackets, unless it needs none. */
function bracketed(part: string): string {
  return /^("([^"]|"")*"|\w+|\((?:[^()]|\([^()]*\))*\))$/.test(part) ? part : `(${part})`;
}

/** The cell is present, and of none of the types. A plain column of the right type has no such cell. */
export function isWrong(cell: Cell): string {
  const unread = cell.readings.map(({ value }) => `${value} IS NULL`);
  if (cell.readings.some(({ type }) => type === 'any') || unread.includes(cell.missing)) return 'false';
  return and(not(cell.missing), not(cell.isNull), ...unread);
}
