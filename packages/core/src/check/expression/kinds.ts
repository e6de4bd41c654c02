import { schemaErrors } from '../../error/schema-errors.ts';
import type { BinaryOperator, Expression } from './ast.ts';
import { functionShapes, type ValueKind } from './functions.ts';
import type { PlaceOf } from './tokens.ts';

interface Known {
  readonly columns: ReadonlyMap<string, ValueKind>;
  readonly placeOf: PlaceOf;
}

const names: Readonly<Record<ValueKind, string>> = {
  condition: 'a condition',
  number: 'a number',
  text: 'a text',
  date: 'a date',
  time: 'a time',
  unknown: 'a value',
};

const arithmetic: ReadonlySet<BinaryOperator> = new Set(['+', '-', '*', '/', '%']);
const logical: ReadonlySet<BinaryOperator> = new Set(['implies', 'or', 'and']);
const ordered: ReadonlySet<BinaryOperator> = new Set(['<', '<=', '>', '>=']);

/** Throws UserError unless the expression is a condition whose operands are of the kinds that its operators take. */
export function checkCondition(
  expression: Expression,
  placeOf: PlaceOf,
  columns: ReadonlyMap<string, ValueKind>,
): void {
  need(expression, 'condition', 'the whole', { columns, placeOf });
}

/** The kind of a part; its own parts are checked on the way. */
function kindOfPart(part: Expression, known: Known): ValueKind {
  switch (part.kind) {
    case 'literal':
      return literalKind(part.value);
    case 'column':
      return known.columns.get(part.name) ?? 'unknown';
    case 'binary':
      return binaryKind(part, known);
    case 'not':
      need(part.operand, 'condition', 'what follows `not`', known);
      return 'condition';
    case 'negative':
      need(part.operand, 'number', 'what follows the minus', known);
      return 'number';
    case 'in':
      same([part.operand, ...part.values], 'a value of `in`', known);
      return 'condition';
    case 'missing':
      kindOfPart(part.operand, known);
      return 'condition';
    case 'call':
      return callKind(part, known);
  }
}

function literalKind(value: string | number | boolean): ValueKind {
  if (typeof value === 'string') return 'text';
  return typeof value === 'number' ? 'number' : 'condition';
}

function binaryKind({ operator, left, right, at }: Expression & { readonly kind: 'binary' }, known: Known): ValueKind {
  if (logical.has(operator) || arithmetic.has(operator)) {
    const kind = logical.has(operator) ? 'condition' : 'number';
    need(left, kind, `the left side of \`${operator}\``, known);
    need(right, kind, `the right side of \`${operator}\``, known);
    return kind;
  }
  const kind = same([left, right], `the right side of \`${operator}\``, known);
  if (kind === 'condition' && ordered.has(operator)) {
    const what = `\`${operator}\` between conditions`;
    throw operandError(what, 'numbers, texts, dates or times on both sides', 'without an order', known, at);
  }
  return 'condition';
}

function callKind({ name, arguments: values, at }: Expression & { readonly kind: 'call' }, known: Known): ValueKind {
  const { takes, gives } = functionShapes[name];
  if (takes !== 'any') {
    for (const value of values) need(value, takes, `what \`${name}\` is given`, known);
    return gives === 'same' ? takes : gives;
  }
  const kind = same(values, `what \`${name}\` is given`, known);
  if (kind === 'condition' && name !== 'coalesce') {
    throw operandError(`what \`${name}\` is given`, 'numbers, texts, dates or times', 'a condition', known, at);
  }
  return gives === 'same' ? kind : gives;
}

/** All of one kind, as far as it is known. */
function same(parts: readonly Expression[], what: string, known: Known): ValueKind {
  let kind: ValueKind = 'unknown';
  for (const part of parts) {
    const found = kindOfPart(part, known);
    if (kind === 'unknown') kind = found;
    else if (found !== 'unknown' && found !== kind) {
      throw operandError(what, wantedBeside(kind, found), names[found], known, part.at);
    }
  }
  return kind;
}

/** A date beside a text is the common slip. */
function wantedBeside(kind: ValueKind, found: ValueKind): string {
  const isDate = (kind === 'date' && found === 'text') || (kind === 'text' && found === 'date');
  return isDate ? "a date as well, as in `date('2026-01-31')`" : names[kind];
}

function need(part: Expression, kind: ValueKind, what: string, known: Known): void {
  const found = kindOfPart(part, known);
  if (found !== kind && found !== 'unknown') throw operandError(what, names[kind], names[found], known, part.at);
}

function operandError(what: string, wanted: string, found: string, known: Known, at: number) {
  return schemaErrors.operandKind({ what, wanted, found }, { place: known.placeOf(at) });
}
