import { schemaErrors } from '../../error/schema-errors.ts';
import type { BinaryOperator, Expression } from './ast.ts';
import { checkCondition } from './kinds.ts';
import { type KnownColumns, list, primary, type ValueReader } from './primary.ts';
import { deeper, expect, isSign, isWord, node, peek, take, unexpected } from './token-reader.ts';
import { type PlaceOf, tokens } from './tokens.ts';

/**
 * Reads a condition. Throws UserError with the place of the fault for anything else: words out of place, unknown functions
 * and columns, operands of the wrong kind, and what is larger than 2,000 characters, 1,000 parts or 50 levels.
 */
export function parseExpression(text: string, placeOf: PlaceOf, columns?: KnownColumns): Expression {
  const all = tokens(text, placeOf);
  const reader: ValueReader = { tokens: all, placeOf, columns, condition: implication, next: 0, nodes: 0, depth: 0 };
  const expression = implication(reader);
  const rest = peek(reader);
  if (rest.kind !== 'end') throw unexpected(reader, rest, 'Join conditions by `and`, `or` or `implies`.');
  checkCondition(expression, placeOf, columns?.kinds ?? new Map());
  return expression;
}

/** Groups to the right: `a implies b implies c` is `a implies (b implies c)`. */
function implication(reader: ValueReader): Expression {
  const left = disjunction(reader);
  const { at } = peek(reader);
  if (!isWord(peek(reader), 'implies')) return left;
  reader.next++;
  return node(reader, { kind: 'binary', operator: 'implies', left, right: deeper(reader, implication), at });
}

function disjunction(reader: ValueReader): Expression {
  return chain(reader, { or: 'or' }, conjunction);
}

function conjunction(reader: ValueReader): Expression {
  return chain(reader, { and: 'and' }, negation);
}

function negation(reader: ValueReader): Expression {
  if (!isWord(peek(reader), 'not')) return test(reader);
  const { at } = take(reader);
  return node(reader, { kind: 'not', operand: deeper(reader, negation), at });
}

/** One comparison of two values, a test of one, or a value alone. */
function test(reader: ValueReader): Expression {
  const left = sum(reader);
  const tested = testOf(reader, left);
  if (tested !== left) refuseChain(reader);
  return tested;
}

const comparisons: Readonly<Record<string, BinaryOperator>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

function testOf(reader: ValueReader, left: Expression): Expression {
  const token = peek(reader);
  const { at } = token;
  const operator = comparisonOf(reader);
  if (operator !== undefined) {
    reader.next++;
    return node(reader, { kind: 'binary', operator, left, right: sum(reader), at });
  }
  if (isWord(token, 'is')) return missing(reader, left);
  const negated = isWord(token, 'not') && isWord(peek(reader, 1), 'in', 'between');
  const word = peek(reader, negated ? 1 : 0);
  if (!isWord(word, 'in', 'between')) return left;
  reader.next += negated ? 2 : 1;
  if (isWord(word, 'in')) return node(reader, { kind: 'in', operand: left, values: list(reader), negated, at });
  return between(reader, left, at, negated);
}

function comparisonOf(reader: ValueReader): BinaryOperator | undefined {
  const token = peek(reader);
  return token.kind === 'sign' && Object.hasOwn(comparisons, token.text) ? comparisons[token.text] : undefined;
}

function missing(reader: ValueReader, operand: Expression): Expression {
  const { at } = take(reader);
  const negated = isWord(peek(reader), 'not');
  if (negated) reader.next++;
  expect(reader, 'missing', 'After `is` stands `missing` or `not missing`.');
  return node(reader, { kind: 'missing', operand, negated, at });
}

/** `a between b and c` is `a >= b and a <= c`. */
function between(reader: ValueReader, value: Expression, at: number, negated: boolean): Expression {
  const low = sum(reader);
  expect(reader, 'and', '`between` has two ends: `amount between 1 and 5`.');
  const high = sum(reader);
  const left = node(reader, { kind: 'binary', operator: '>=', left: value, right: low, at });
  const right = node(reader, { kind: 'binary', operator: '<=', left: value, right: high, at });
  const both = node(reader, { kind: 'binary', operator: 'and', left, right, at });
  return negated ? node(reader, { kind: 'not', operand: both, at }) : both;
}

function refuseChain(reader: ValueReader): void {
  const token = peek(reader);
  if (comparisonOf(reader) === undefined && !isWord(token, 'is', 'in', 'between')) return;
  const what = `\`${token.text}\` follows a comparison`;
  const possible = 'Compare two values at a time: `a < b and b < c`.';
  throw schemaErrors.expression({ what, possible }, { place: reader.placeOf(token.at) });
}

function sum(reader: ValueReader): Expression {
  return chain(reader, { '+': '+', '-': '-' }, product);
}

function product(reader: ValueReader): Expression {
  return chain(reader, { '*': '*', '/': '/', '%': '%' }, unary);
}

/** A minus before a number is part of the number. */
function unary(reader: ValueReader): Expression {
  const token = peek(reader);
  if (!isSign(token, '-')) return primary(reader);
  reader.next++;
  const following = peek(reader);
  if (following.kind !== 'number') {
    return node(reader, { kind: 'negative', operand: deeper(reader, unary), at: token.at });
  }
  reader.next++;
  return node(reader, { kind: 'literal', value: 0 - following.value, at: token.at });
}

/** Operators of one strength, grouped to the left. */
function chain(
  reader: ValueReader,
  operators: Readonly<Record<string, BinaryOperator>>,
  below: (reader: ValueReader) => Expression,
): Expression {
  let left = below(reader);
  for (;;) {
    const token = peek(reader);
    const text = token.kind === 'word' || token.kind === 'sign' ? token.text.toLowerCase() : '';
    const operator = Object.hasOwn(operators, text) ? operators[text] : undefined;
    if (operator === undefined) return left;
    reader.next++;
    left = node(reader, { kind: 'binary', operator, left, right: below(reader), at: token.at });
  }
}
