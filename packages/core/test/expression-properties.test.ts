import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Expression } from '../src/check/expression/ast.ts';
import { functionNames } from '../src/check/expression/functions.ts';
import { parseExpression } from '../src/check/expression/parse.ts';
import { printExpression } from '../src/check/expression/print.ts';
import { UserError } from '../src/error/user-error.ts';
import { anyCondition } from './arbitrary/expression.ts';

const corpusFile = new URL('corpus/expressions.json', import.meta.url);
const corpus = z.array(z.string()).parse(JSON.parse(readFileSync(corpusFile, 'utf8')));

function placeOf(at: number) {
  return { file: 's.yml', line: 1, column: at + 1 };
}

/** A tree, or undefined for a UserError with a place inside the text; anything else goes through. */
function read(text: string): Expression | undefined {
  try {
    return parseExpression(text, placeOf);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.place?.column).toBeGreaterThanOrEqual(1);
    expect(error.place?.column).toBeLessThanOrEqual(text.length + 1);
    return undefined;
  }
}

/** The same tree with all places 0. */
function placeless(expression: Expression): unknown {
  return JSON.parse(JSON.stringify(expression, (key, value) => (key === 'at' ? 0 : value)));
}

/** Words and signs of the language in any order, which come further than random characters. */
const fragments = fc
  .array(
    fc.constantFrom(
      ...functionNames,
      ...['a', 'b', '"c d"', '1', '-2.5', "'x'", '(', ')', ',', '=', '!=', '<', '>=', '+', '-', '*', '%'],
      ...['and', 'or', 'not', 'in', 'is', 'missing', 'between', 'implies', 'true', 'null', "date('2026-01-31')"],
    ),
    { maxLength: 25 },
  )
  .map((words) => words.join(' '));

describe('expressions', () => {
  it.each(corpus)('of the corpus are read or refused: %s', (text) => {
    const expression = read(text);
    if (expression)
      expect(placeless(parseExpression(printExpression(expression), placeOf))).toEqual(placeless(expression));
  });

  it('are read or refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fragments), (text) => {
        read(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('are the same after writing and reading', () => {
    const written = fc.property(anyCondition(3), (expression) => {
      const text = printExpression(expression);
      fc.pre(text.length <= 2000);
      expect(placeless(parseExpression(text, placeOf))).toEqual(placeless(expression));
    });
    fc.assert(written, { numRuns: 1000 });
  });
});
