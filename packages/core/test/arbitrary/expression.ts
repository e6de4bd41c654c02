import fc from 'fast-check';
import type { BinaryOperator, Expression, FunctionName } from '../../src/check/expression/ast.ts';

/** Trees whose parts are of the right kinds, as deep as `depth`. Places are all 0. */
export function anyCondition(depth: number): fc.Arbitrary<Expression> {
  if (depth <= 0) return simpleCondition(0);
  const condition = anyCondition(depth - 1);
  return fc.oneof(
    simpleCondition(depth - 1),
    binary(['implies', 'or', 'and', '=', '!='], condition),
    fc.record({ kind: fc.constant('not' as const), operand: condition, at: fc.constant(0) }),
  );
}

function simpleCondition(depth: number): fc.Arbitrary<Expression> {
  const number = numeric(depth);
  const words = textual(depth);
  const negated = fc.boolean();
  return fc.oneof(
    literal(fc.boolean()),
    column(),
    binary(['=', '!=', '<', '<=', '>', '>='], number),
    binary(['=', '<'], words),
    fc.record({ kind: fc.constant('missing' as const), operand: words, negated, at: fc.constant(0) }),
    fc.record({
      kind: fc.constant('in' as const),
      operand: number,
      values: fc.array(number, { minLength: 1, maxLength: 3 }),
      negated,
      at: fc.constant(0),
    }),
    call(['startswith', 'endswith', 'contains'], fc.tuple(words, words)),
  );
}

function numeric(depth: number): fc.Arbitrary<Expression> {
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
  const leaf = fc.oneof(literal(finite), literal(fc.integer()), column());
  if (depth <= 0) return leaf;
  const inner = numeric(depth - 1);
  return fc.oneof(
    leaf,
    binary(['+', '-', '*', '/', '%'], inner),
    fc.record({ kind: fc.constant('negative' as const), operand: inner, at: fc.constant(0) }),
    call(['abs', 'floor', 'ceil'], fc.tuple(inner)),
    call(['round', 'least', 'greatest', 'coalesce'], fc.tuple(inner, inner)),
    call(['length'], fc.tuple(textual(depth - 1))),
    call(['days_between'], fc.tuple(day(), day())),
  );
}

function textual(depth: number): fc.Arbitrary<Expression> {
  const leaf = fc.oneof(literal(fc.string({ unit: 'grapheme' })), column());
  if (depth <= 0) return leaf;
  return fc.oneof(leaf, call(['lower', 'upper', 'trim'], fc.tuple(textual(depth - 1))));
}

function day(): fc.Arbitrary<Expression> {
  const text = fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }).map((date) => {
    return date.toISOString().slice(0, 10);
  });
  return call(['date'], fc.tuple(literal(text)));
}

function column(): fc.Arbitrary<Expression> {
  const awkward = fc.constantFrom('in', 'NOT', 'null', 'a b', '"', '`', '', '1a', 'größe', 'true', '__proto__');
  const name = fc.oneof(fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/), fc.string(), awkward);
  return fc.record({ kind: fc.constant('column' as const), name, at: fc.constant(0) });
}

function literal(value: fc.Arbitrary<string | number | boolean>): fc.Arbitrary<Expression> {
  return fc.record({ kind: fc.constant('literal' as const), value, at: fc.constant(0) });
}

function binary(operators: readonly BinaryOperator[], side: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc.record({
    kind: fc.constant('binary' as const),
    operator: fc.constantFrom(...operators),
    left: side,
    right: side,
    at: fc.constant(0),
  });
}

function call(names: readonly FunctionName[], values: fc.Arbitrary<readonly Expression[]>): fc.Arbitrary<Expression> {
  return fc.record({
    kind: fc.constant('call' as const),
    name: fc.constantFrom(...names),
    arguments: values,
    at: fc.constant(0),
  });
}
