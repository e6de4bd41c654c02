import type { BinaryOperator, Expression } from './ast.ts';
import { reservedWords } from './words.ts';

/** How tightly operators bind; a larger number binds tighter. `not` stands between `and` and the comparisons. */
const binding: Readonly<Record<BinaryOperator, number>> = {
  implies: 1,
  or: 2,
  and: 3,
  '=': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
};

const notBinding = 4;
const comparison = 5;
const negativeBinding = 8;
const atom = 9;

/** Writes an expression so that reading it gives the same tree. Parentheses only where they are needed. */
export function printExpression(expression: Expression): string {
  return printed(expression, 0);
}

function printed(expression: Expression, least: number): string {
  const { text, binds } = written(expression);
  return binds < least ? `(${text})` : text;
}

interface Written {
  readonly text: string;
  readonly binds: number;
}

function written(expression: Expression): Written {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value);
    case 'column':
      return { text: columnText(expression.name), binds: atom };
    case 'binary':
      return binary(expression);
    case 'not':
      return { text: `not ${printed(expression.operand, notBinding)}`, binds: notBinding };
    case 'negative':
      return { text: `-${negated(expression.operand)}`, binds: negativeBinding };
    case 'in': {
      const values = expression.values.map((value) => printed(value, comparison + 1)).join(', ');
      const word = expression.negated ? 'not in' : 'in';
      return { text: `${printed(expression.operand, comparison + 1)} ${word} (${values})`, binds: comparison };
    }
    case 'missing': {
      const word = expression.negated ? 'is not missing' : 'is missing';
      return { text: `${printed(expression.operand, comparison + 1)} ${word}`, binds: comparison };
    }
    case 'call': {
      const values = expression.arguments.map((value) => printed(value, 0)).join(', ');
      return { text: `${expression.name}(${values})`, binds: atom };
    }
  }
}

/** `implies` groups to the right, sums and products to the left, comparisons not at all. */
function binary({ operator, left, right }: Expression & { readonly kind: 'binary' }): Written {
  const binds = binding[operator];
  const isComparison = binds === comparison;
  const leftLeast = isComparison || operator === 'implies' ? binds + 1 : binds;
  const rightLeast = operator === 'implies' ? binds : binds + 1;
  return { text: `${printed(left, leftLeast)} ${operator} ${printed(right, rightLeast)}`, binds };
}

/** A minus before a number is part of the number, so that the negative of a number needs parentheses. */
function negated(operand: Expression): string {
  const isNumber = operand.kind === 'literal' && typeof operand.value === 'number';
  return isNumber ? `(${printed(operand, 0)})` : printed(operand, negativeBinding);
}

function literal(value: string | number | boolean): Written {
  if (typeof value === 'string') return { text: `'${value.replaceAll("'", "''")}'`, binds: atom };
  return { text: String(value), binds: typeof value === 'number' && value < 0 ? negativeBinding : atom };
}

function columnText(name: string): string {
  const isBare = /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !reservedWords.has(name.toLowerCase());
  return isBare ? name : `"${name.replaceAll('"', '""')}"`;
}
