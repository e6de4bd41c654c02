import { type Expression, parseExpression, type RuleFinding } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

const place = { file: 'schema.json', line: 3, column: 5 };
const parse = (text: string): Expression => parseExpression(text, () => place);

const fields = [
  field('a', 'number'),
  field('b', 'number'),
  field('s', 'string'),
  field('from', 'date'),
  field('until', 'date'),
  field('ok', 'boolean'),
  field('any', 'any'),
];

const cells = [
  ['a', 'b', 's', 'from', 'until', 'ok', 'any'],
  ['1', '2', 'Paid', '2026-01-01', '2026-01-31', 'true', '7'],
  ['2', '0', '', '2026-02-01', '2026-01-31', 'false', 'x'],
  ['', '4', ' open ', '', '2026-01-31', '', ''],
  ['x', '-5', 'é', '2026-03-01', '2026-03-01', 'true', '2026-03-01'],
];

/** Rows that break it, and how many were judged. Row 3 lacks a, from, ok, any; row 4's `a` is no number. */
const cases: readonly (readonly [string, readonly number[], number])[] = [
  ['a < b', [2], 2],
  ['a <= b or b = -5', [2], 3],
  ['a < b and b > 0', [2, 4], 3],
  ['not (a < b)', [1], 2],
  ["s = 'Paid' implies b > 2", [1], 3],
  ['a + b = 3', [2], 2],
  ['a / b < 1', [], 1],
  ['b % 2 = 0', [4], 4],
  ['-b < 0', [2, 4], 4],
  ['a is missing', [1, 2, 4], 4],
  ['a is not missing', [3], 4],
  ['a + 1 is missing', [1, 2], 4],
  ["s in ('Paid', 'é')", [3], 3],
  ['b not in (2, 4)', [1, 3], 4],
  ['until >= from', [2], 3],
  ["from < date('2026-02-15')", [4], 3],
  ['days_between(from, until) = 30', [2, 4], 3],
  ['ok', [2], 3],
  ['ok = true', [2], 3],
  ['length(s) = 4', [3, 4], 3],
  ["lower(s) = 'paid' or trim(s) = 'open' or upper(s) = 'É'", [], 3],
  ["startswith(s, 'P')", [3, 4], 3],
  ["endswith(s, 'd') or contains(s, 'pe')", [4], 3],
  ['abs(b) <= 4', [4], 4],
  ['round(b / 3, 1) = 0.7', [2, 3, 4], 4],
  ['floor(b / 3) = 0 or ceil(b / 3) = 2', [4], 4],
  ['coalesce(a, b) > 1', [1, 4], 4],
  ['least(a, b) = 1', [2], 2],
  ['greatest(a, 5) = 5', [], 2],
  ['any > 6', [], 1],
  ["any = 'x'", [1, 4], 3],
  ['any > from', [4], 1],
  ['any is missing or length(any) < 3', [4], 4],
];

describe('expressions', () => {
  it.each(['csv', 'parquet'])('over %s', async (format) => {
    tables.write('e.csv', `${cells.map((row) => row.join(',')).join('\n')}\n`);
    const typed = `TRY_CAST(a AS DOUBLE) AS a, TRY_CAST(b AS DOUBLE) AS b, s, TRY_CAST("from" AS DATE) AS "from",
      TRY_CAST(until AS DATE) AS until, TRY_CAST(ok AS BOOLEAN) AS ok, "any"`;
    await tables.copy('e.parquet', `SELECT ${typed} FROM read_csv('${tables.folder}/e.csv', all_varchar = true)`);
    const all = format === 'csv' ? cases : cases.filter(([text]) => !/any|a is|coalesce|a \+ 1/.test(text));
    const rules = all.map(([written]) => ({ rule: 'expression', expression: parse(written), written }) as const);
    const found = await tables.check(`e.${format}`, schemaOf(fields, rules));
    const seen = (written: string, rows: readonly number[], of: number): string =>
      `${written}: ${rows.join()} of ${of}`;
    expect(found.map(({ rows, of }, index) => seen(all[index]?.[0] ?? '', rows, of))).toEqual(
      all.map(([written, rows, of]) => seen(written, rows, of)),
    );
  });

  it('are refused where the table shows that two kinds meet', async () => {
    await tables.copy('kinds.parquet', "SELECT 1 AS n, 'x' AS t");
    const rule = { rule: 'expression', expression: parse('n = t'), written: 'n = t' } as const;
    await expect(tables.check('kinds.parquet', schemaOf([], [rule]))).rejects.toMatchObject({ code: 'WB3118', place });
  });
});

describe('conditions', () => {
  const short = ({ rows, of, notJudged }: RuleFinding): unknown => notJudged ?? [rows, of];
  it('leave out the rows for which they do not hold, or are unknown', async () => {
    tables.write('when.csv', 'id,kind,size\n1,a,5\n2,b,\n3,,5\n4,b,1\n4,b,9\n1,a,2\n');
    const own = [field('id', 'integer'), field('kind', 'string'), field('size', 'integer')];
    const ofB = { when: parse("kind = 'b'"), severity: 'error', place } as const;
    const rules = [
      { ...ofB, asked: { rule: 'required', column: 'size' } },
      { ...ofB, asked: { rule: 'maximum', column: 'size', value: 5 } },
      { ...ofB, asked: { rule: 'unique', column: 'id' } },
      { ...ofB, asked: { rule: 'aggregate', column: 'size', aggregate: 'mean', max: 5 } },
      { ...ofB, when: parse('gone = 1'), asked: { rule: 'required', column: 'size' } },
      {
        severity: 'error',
        place,
        whenHolds: [{ rule: 'enum', column: 'kind', values: ['a'] }],
        asked: { rule: 'minimum', column: 'size', value: 5 },
      },
    ] as const;
    expect((await tables.check('when.csv', schemaOf(own, rules))).map(short)).toEqual([
      [[2], 3],
      [[5], 2],
      [[5], 3],
      [[], 1],
      'the column "gone" is not in the table',
      [[6], 3],
    ]);
  });
});
