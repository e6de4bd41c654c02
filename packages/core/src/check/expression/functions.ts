import type { FieldType } from '../model.ts';
import type { FunctionName } from './ast.ts';

/** What a part of an expression is; `unknown` where a column's type is not known. */
export type ValueKind = 'condition' | 'number' | 'text' | 'date' | 'time' | 'unknown';

/** What a function takes and gives. `any` operands share one kind, which is the result's where `gives` is `same`. */
export interface FunctionShape {
  readonly least: number;
  readonly most: number;
  readonly takes: ValueKind | 'any';
  readonly gives: ValueKind | 'same';
  /** For errors: `a text and a text`. */
  readonly wanted: string;
}

const endless = Number.POSITIVE_INFINITY;
const ofNumber: FunctionShape = { least: 1, most: 1, takes: 'number', gives: 'number', wanted: 'a number' };
const ofText: FunctionShape = { least: 1, most: 1, takes: 'text', gives: 'text', wanted: 'a text' };
const twoTexts: FunctionShape = { least: 2, most: 2, takes: 'text', gives: 'condition', wanted: 'two texts' };
const several: FunctionShape = { least: 2, most: endless, takes: 'any', gives: 'same', wanted: 'two values or more' };

/** Every function of the language. There are no others: not one reads a file, the clock or the environment. */
export const functionShapes: Readonly<Record<FunctionName, FunctionShape>> = {
  abs: ofNumber,
  round: { least: 1, most: 2, takes: 'number', gives: 'number', wanted: 'a number, and the digits to keep' },
  floor: ofNumber,
  ceil: ofNumber,
  length: { ...ofText, gives: 'number' },
  lower: ofText,
  upper: ofText,
  trim: ofText,
  startswith: twoTexts,
  endswith: twoTexts,
  contains: twoTexts,
  coalesce: several,
  least: several,
  greatest: several,
  date: { least: 1, most: 1, takes: 'text', gives: 'date', wanted: "a day as text, '2026-01-31'" },
  days_between: { least: 2, most: 2, takes: 'date', gives: 'number', wanted: 'two dates' },
};

/** Names of the functions, as they are listed. */
export const functionNames: readonly string[] = Object.keys(functionShapes);

/** Whether a word names a function. */
export function isFunctionName(word: string): word is FunctionName {
  return Object.hasOwn(functionShapes, word);
}

/** The kind of a column of these types, in an expression. */
export function kindOf(types: readonly FieldType[]): ValueKind {
  const [type, ...others] = types.filter((each) => each !== 'null');
  if (type === undefined || others.length > 0) return 'unknown';
  return kinds[type] ?? 'unknown';
}

const kinds: Readonly<Partial<Record<FieldType, ValueKind>>> = {
  string: 'text',
  integer: 'number',
  number: 'number',
  year: 'number',
  boolean: 'condition',
  date: 'date',
  datetime: 'date',
  time: 'time',
};
