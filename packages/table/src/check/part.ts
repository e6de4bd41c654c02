import type { Expression, RulePlace } from '@weighbridge/core';
import type { Cell, ValueKind } from './reading.ts';

export interface ExpressionContext {
  readonly place: RulePlace;
  cell(column: string): Cell;
}

/** A part of an expression as SQL: NULL for unknown. */
export interface Part {
  readonly sql: string;
  readonly kind: ValueKind | 'unknown';
  /** Of numbers: no value of it is NaN. */
  readonly isExact?: boolean;
}

/** How parts of an expression become SQL, for what has parts of its own. */
export interface Compiler {
  /** A part, read as `wanted` where a column can be read in more than one way. */
  part(part: Expression, wanted: ValueKind | 'unknown'): Part;
  /** SQL of a part that must be of a kind. */
  needed(part: Expression, kind: ValueKind): string;
  /** Parts that are compared with each other: of one kind, which those that can be read in several ways follow. */
  alike(parts: readonly Expression[]): readonly Part[];
}
