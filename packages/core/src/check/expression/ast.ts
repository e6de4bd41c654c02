/**
 * The small language of cross-column rules and conditions: `end >= start`, `status = 'paid' implies amount > 0`,
 * `country in ('DE', 'AT')`, `email is missing or length(email) < 64`. It is parsed here and compiled by the engine from
 * this tree; its text never reaches a database. Functions are a closed list.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean; readonly at: number }
  | { readonly kind: 'column'; readonly name: string; readonly at: number }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly at: number;
    }
  | { readonly kind: 'not' | 'negative'; readonly operand: Expression; readonly at: number }
  | {
      readonly kind: 'in';
      readonly operand: Expression;
      readonly values: readonly Expression[];
      readonly negated: boolean;
      readonly at: number;
    }
  | { readonly kind: 'missing'; readonly operand: Expression; readonly negated: boolean; readonly at: number }
  | {
      readonly kind: 'call';
      readonly name: FunctionName;
      readonly arguments: readonly Expression[];
      readonly at: number;
    };

/** `implies` binds loosest, then `or`, `and`, `not`, comparisons, sums, products. */
export type BinaryOperator =
  | 'implies'
  | 'or'
  | 'and'
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';

export type FunctionName =
  | 'abs'
  | 'round'
  | 'floor'
  | 'ceil'
  | 'length'
  | 'lower'
  | 'upper'
  | 'trim'
  | 'startswith'
  | 'endswith'
  | 'contains'
  | 'coalesce'
  | 'least'
  | 'greatest'
  | 'date'
  | 'days_between';
