import type { Expression, FieldType, RulePlace, Scalar, TableSchema } from '@weighbridge/core';
import type { DuckTable } from '../duck-table.ts';
import type { Cell } from './reading.ts';

/** What compiling one rule takes. */
export interface RuleContext {
  readonly table: DuckTable;
  readonly schema: TableSchema;
  readonly place: RulePlace;
  cell(column: string, types?: readonly FieldType[]): Cell;
  /** An expression as SQL that is true, false or NULL for unknown. */
  condition(expression: Expression): string;
  /** Notes a literal of the schema, which must turn out to be readable before anything is judged by it. */
  constant(sql: string, about: Constant): string;
}

/** A literal in the schema, for the error where it cannot be read. */
export interface Constant {
  readonly keyword: string;
  readonly value: Scalar;
  readonly type: string;
}

/** A row is judged by a rule where `judged` holds, and breaks it where `broken` does. Both true or false, never NULL. */
export interface RowRule {
  readonly judged: string;
  readonly broken: string;
  /** The column whose values are shown of broken rows. */
  readonly column?: string;
  /**
   * Of a rule over one column's own values: SQL that is true where a table may have broken rows, of SQL of bounds between
   * which all its values lie.
   */
  readonly doubt?: Doubt;
}

export type Doubt = (least: string, most: string) => string;

/** Why a rule cannot be judged. */
export interface NotJudged {
  readonly notJudged: string;
}
