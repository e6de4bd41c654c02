import { describe, expect, it } from 'vitest';
import { formatUserError, UserError } from '../../error/user-error.ts';
import type { ValueKind } from './functions.ts';
import { parseExpression } from './parse.ts';
import { printExpression } from './print.ts';

const columns = {
  kinds: new Map<string, ValueKind>([
    ['amount', 'number'],
    ['status', 'text'],
    ['start', 'date'],
    ['end', 'date'],
    ['paid', 'condition'],
    ['first name', 'text'],
  ]),
  complete: true,
};

/** The expression as it is understood, or the one line that a user sees. Columns of the place count characters. */
function understood(text: string): string {
  try {
    const placeOf = (at: number) => ({ file: 's.yml', line: 1, column: at + 1 });
    return printExpression(parseExpression(text, placeOf, columns));
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
}

const readings: readonly (readonly [text: string, understood: string])[] = [
  ['end >= start', 'end >= start'],
  ["status == 'paid' IMPLIES amount <> 0", "status = 'paid' implies amount != 0"],
  ["status IN ('a', 'b') or `first name` is not missing", `status in ('a', 'b') or "first name" is not missing`],
  ['amount between 1 and 5 and paid', 'amount >= 1 and amount <= 5 and paid'],
  ['amount not between 1 and 5', 'not (amount >= 1 and amount <= 5)'],
  ['(paid or paid) and paid', '(paid or paid) and paid'],
  ['paid implies paid implies paid', 'paid implies paid implies paid'],
  ['(paid implies paid) implies paid', '(paid implies paid) implies paid'],
  ['amount - (1 - 2) = -3', 'amount - (1 - 2) = -3'],
  ['-(5) < - amount', '-(5) < -amount'],
  ['not paid and paid', 'not paid and paid'],
  ['not (paid and paid)', 'not (paid and paid)'],
  [
    "start > date('2026-01-31') and days_between(start, end) < 30",
    "start > date('2026-01-31') and days_between(start, end) < 30",
  ],
  ["status = 'it''s'", "status = 'it''s'"],
  ['Length(status) < 64', 'length(status) < 64'],
  ['coalesce(amount, 0) % 2 = 0', 'coalesce(amount, 0) % 2 = 0'],
];

const faults: readonly (readonly [text: string, error: string])[] = [
  ["read_csv('/etc/passwd') = 1", 'WB3116 s.yml:1:1: Unknown function `read_csv`. Functions: abs, round,'],
  ['lenght(status) = 1', 'WB3116 s.yml:1:1: Unknown function `lenght`. Did you mean "length"?'],
  [
    'amuont > 1',
    'WB3108 s.yml:1:1: The expression speaks of a column "amuont" that the schema does not describe. Did you mean "amount"?',
  ],
  ['amount >', 'WB3114 s.yml:1:9: The expression cannot be read: it ends after `>`.'],
  ['', 'WB3114 s.yml:1:1: The expression cannot be read: it ends at the start.'],
  [
    'amount > 1 paid',
    'WB3114 s.yml:1:12: The expression cannot be read: `paid` cannot stand after `1`. Join conditions by',
  ],
  ['amount > 1; drop table t', 'WB3114 s.yml:1:11: The expression cannot be read: ";" has no meaning here.'],
  [
    'amount = null',
    'WB3114 s.yml:1:10: The expression cannot be read: `null` cannot stand after `=`. A value that is not there',
  ],
  ['1 < amount < 5', 'WB3114 s.yml:1:12: The expression cannot be read: `<` follows a comparison.'],
  ["status = 'paid", "WB3114 s.yml:1:10: The expression cannot be read: the quote ' is not closed."],
  [
    'amount is paid',
    'WB3114 s.yml:1:11: The expression cannot be read: `paid` cannot stand after `is`. After `is` stands `missing`',
  ],
  ['(paid', 'WB3114 s.yml:1:6: The expression cannot be read: it ends after `paid`. Close the parenthesis.'],
  ['1amount > 2', 'WB3114 s.yml:1:1: The expression cannot be read: "1" is followed by a letter, digit or dot.'],
  [
    "start > date('2026-02-30')",
    'WB3114 s.yml:1:9: The expression cannot be read: `date` takes a day in single quotes.',
  ],
  [
    "start > '2026-01-31'",
    'WB3118 s.yml:1:9: In the expression, the right side of `>` is a text. It must be a date as well, as in',
  ],
  [
    'amount and paid',
    'WB3118 s.yml:1:1: In the expression, the left side of `and` is a number. It must be a condition.',
  ],
  ['amount + 1', 'WB3118 s.yml:1:8: In the expression, the whole is a number. It must be a condition.'],
  ['paid < true', 'WB3118 s.yml:1:6: In the expression, `<` between conditions is without an order.'],
  ["amount in (1, 'two')", 'WB3118 s.yml:1:15: In the expression, a value of `in` is a text. It must be a number.'],
  ['length(amount) > 1', 'WB3118 s.yml:1:8: In the expression, what `length` is given is a number. It must be a text.'],
  ['length(status, 2) > 1', 'WB3117 s.yml:1:1: `length` has 2 arguments. It takes a text'],
  [`${'('.repeat(60)}paid${')'.repeat(60)}`, 'WB3115 s.yml:1:52: The expression has more than 50 levels.'],
  [`paid${' and paid'.repeat(220)}`, 'no error'],
  [`paid${' or paid'.repeat(400)}`, 'WB3115 s.yml:1:1: The expression has more than 2000 characters.'],
  [Array.from({ length: 600 }, () => '1').join('+'), 'WB3115'],
];

describe('the language of expressions', () => {
  it.each(readings)('reads %s', (text, expected) => {
    expect(understood(text)).toBe(expected);
  });

  it.each(faults.map((fault) => [fault[0].slice(0, 40), ...fault] as const))('refuses %s', (_title, text, expected) => {
    const found = understood(text);
    if (expected === 'no error') expect(found).not.toMatch(/^WB/);
    else expect(found.slice(0, expected.length)).toBe(expected);
  });
});
