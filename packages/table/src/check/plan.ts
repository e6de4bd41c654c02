import type { RuleFinding, TableSchema } from '@weighbridge/core';
import type { DuckColumn } from '../duck-table.ts';
import type { Plain } from '../plain.ts';
import type { Doubt } from './context.ts';
import type { Cell, Reading } from './reading.ts';

/** One rule, ready to be judged. */
export type PlannedRule =
  /** Settled without a look at the rows. */
  | { readonly kind: 'settled'; readonly finding: RuleFinding }
  | PlannedRows
  | PlannedMeasure
  | PlannedRepeats
  | PlannedReference;

/** Conditions that are true or false for each row. */
export interface PlannedRows {
  readonly kind: 'rows';
  readonly judged: string;
  readonly broken: string;
  /** Text of the value, for what is shown; undefined where the rule is not about one column. */
  readonly shown: string | undefined;
  /** Distinct broken values are counted. */
  readonly distinct: boolean;
  /** The one column on which both conditions hang. */
  readonly column: DuckColumn | undefined;
  readonly doubt: Doubt | undefined;
}

/** One number (or moment) over all rows. */
export interface PlannedMeasure {
  readonly kind: 'measure';
  readonly aggregate: string;
  readonly judged: string;
  readonly judge: (measured: Plain) => { readonly broken: boolean; readonly measured?: number | string };
}

/** A key that must not repeat. */
export interface PlannedRepeats {
  readonly kind: 'repeats';
  readonly cells: readonly Cell[];
  readonly keys: readonly string[];
  readonly judged: string;
  /** Rows of which no part of the key is there break it too; `false` where such rows are not judged. */
  readonly empty: string;
  readonly shown: string | undefined;
  /** The column of a key of one part that is asked of all rows. */
  readonly column: DuckColumn | undefined;
  /** Its one reading, where values have an order in which equal ones are neighbours. */
  readonly reading: Reading | undefined;
}

/** A key that must be in another table. */
export interface PlannedReference {
  readonly kind: 'reference';
  readonly keys: readonly string[];
  readonly judged: string;
  /** A query that gives each key of the other table once, as "k0", "k1", … */
  readonly known: string;
  readonly shown: string | undefined;
}

/** The finding of a rule that holds as a whole or not. */
export function wholeFinding(broken: boolean, by: RuleFinding['by'], measured?: number | string): RuleFinding {
  return { count: broken ? 1 : 0, of: 1, rows: [], by, ...(measured === undefined ? {} : { measured }) };
}

export function notJudged(reason: string): RuleFinding {
  return { count: 0, of: 0, rows: [], by: 'columns', notJudged: reason };
}

/** The columns that the schema asks for by name: a lack of one is told there, once. */
export function namedByField(schema: TableSchema): ReadonlySet<string> {
  return new Set(schema.rules.flatMap(({ asked }) => (asked.rule === 'field' ? [asked.column] : [])));
}
