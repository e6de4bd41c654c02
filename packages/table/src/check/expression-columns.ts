import type { DataRule, Expression } from '@weighbridge/core';

/**
 * The columns without which a rule cannot be judged. `told`: those whose absence a rule of its own tells; of others
 * `required` is broken in every row.
 */
export function columnsOf({ asked, when }: DataRule, told: ReadonlySet<string>): readonly string[] {
  return [...askedColumns(asked, told), ...(when ? expressionColumns(when) : [])];
}

function askedColumns(asked: DataRule['asked'], told: ReadonlySet<string>): readonly string[] {
  switch (asked.rule) {
    case 'required':
      return told.has(asked.column) ? [asked.column] : [];
    case 'type':
    case 'unique':
    case 'enum':
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'multipleOf':
    case 'minLength':
    case 'maxLength':
    case 'pattern':
    case 'freshness':
    case 'aggregate':
      return [asked.column];
    case 'primaryKey':
    case 'uniqueKeys':
    case 'foreignKey':
      return asked.columns;
    case 'expression':
      return expressionColumns(asked.expression);
    default:
      return [];
  }
}

/** Every column that an expression names. */
function expressionColumns(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'column':
      return [expression.name];
    case 'binary':
      return [...expressionColumns(expression.left), ...expressionColumns(expression.right)];
    case 'not':
    case 'negative':
    case 'missing':
      return expressionColumns(expression.operand);
    case 'in':
      return [expression.operand, ...expression.values].flatMap(expressionColumns);
    case 'call':
      return expression.arguments.flatMap(expressionColumns);
  }
}
