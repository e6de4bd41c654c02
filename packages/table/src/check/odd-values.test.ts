import { type Asked, parseExpression, type RuleFinding } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();
const place = { file: 'schema.json', line: 3, column: 5 };

function expression(written: string): Asked {
  return { rule: 'expression', expression: parseExpression(written, () => place), written };
}

const short = ({ rows, of, measured }: RuleFinding): unknown => (measured === undefined ? [rows, of] : measured);

describe('NaN', () => {
  const bounds: readonly Asked[] = [
    { rule: 'minimum', column: 'x', value: 0 },
    { rule: 'maximum', column: 'x', value: 5 },
    { rule: 'exclusiveMinimum', column: 'x', value: -9 },
    { rule: 'enum', column: 'x', values: [1, 2, -1] },
  ];
  const said = ['x > 0', 'x < 5', 'x = x', 'x != 7', 'x between -1 and 3', 'x + 1 >= 0', 'x in (1, -1)', '0 <= x'];
  it.each(['csv', 'parquet'])('is within no bounds and fits no comparison: %s', async (format) => {
    tables.write('nan.csv', 'id,x\n1,NaN\n2,1\n3,-1\n4,\n');
    await tables.copy('nan.parquet', "SELECT * FROM (VALUES (1, 'nan'::DOUBLE), (2, 1), (3, -1), (4, NULL)) t(id, x)");
    const schema = schemaOf([field('x', 'number')], [...bounds, ...said.map(expression)]);
    const found = await tables.check(`nan.${format}`, schema);
    const rows = [[1, 3], [1], [1], [1], [1, 3], [1], [1], [], [1], [1], [1], [1, 3]];
    expect(found.map(short)).toEqual(rows.map((broken) => [broken, 3]));
  });

  it('and infinity are no integers', async () => {
    await tables.copy('whole.parquet', "SELECT unnest(['nan', 'inf', '1', '-inf', '2.5']::DOUBLE[]) AS x");
    const [finding] = await tables.check(
      'whole.parquet',
      schemaOf([field('x', 'integer')], [{ rule: 'type', column: 'x' }]),
    );
    expect(finding?.rows).toEqual([1, 2, 4, 5]);
  });

  const aggregates = ['mean', 'median', 'sum', 'min', 'max', 'stddev'] as const;
  it.each([
    ['NaN', ['NaN', '1', '2'], aggregates],
    ['infinity', ['INF', '1', '2'], ['mean', 'sum', 'max', 'stddev']],
    ['a spread beyond the doubles', ['1e200', '3e200', '2e200'], ['stddev']],
  ] as const)('leaves a measure unknown: %s', async (_name, cells, broken) => {
    tables.write('measure.csv', `id,x\n${cells.map((cell, id) => `${id},${cell}`).join('\n')}\n`);
    const rules = aggregates.map(
      (aggregate): Asked => ({ rule: 'aggregate', column: 'x', aggregate, min: 0, max: 1e300 }),
    );
    const found = await tables.check('measure.csv', schemaOf([field('x', 'number')], rules));
    expect(aggregates.filter((_, at) => found[at]?.count === 1)).toEqual(broken);
    expect(found.filter(({ count, measured }) => count === 1 && measured !== undefined)).toEqual([]);
  });
});

describe('numbers of any type', () => {
  it('are negated without a wrap, and rounded to any number of digits', async () => {
    const values =
      '1::UTINYINT AS a, 5::UBIGINT AS b, (-128)::TINYINT AS c, 99999999999::BIGINT AS d, 1.25::DOUBLE AS x';
    await tables.copy('unsigned.parquet', `SELECT ${values}, NULL::INTEGER AS n`);
    const good = ['-a = -1', '-a < 0', '-b < 0', '-c = 128', 'round(x, 1) = 1.3'];
    const unknown = ['round(x, n) = 1', 'round(x, 99999999999) = x', 'round(x, d) = x', 'round(x, -d) = 0'];
    const found = await tables.check('unsigned.parquet', schemaOf([], [...good, ...unknown].map(expression)));
    expect(found.map(({ count, of }) => [count, of])).toEqual([
      ...good.map(() => [0, 1]),
      ...unknown.map(() => [0, 0]),
    ]);
  });
});

describe('rows that are counted', () => {
  it('are those for which the condition holds', async () => {
    tables.write('rows.csv', 'kind\na\nb\nb\n');
    const when = parseExpression("kind = 'b'", () => place);
    const rule = { asked: { rule: 'rowCount', min: 3 }, when, severity: 'error', place } as const;
    const [some, all] = await tables.check('rows.csv', schemaOf([field('kind', 'string')], [rule, rule.asked]));
    expect([some, all]).toMatchObject([
      { count: 1, of: 1, measured: 2 },
      { count: 0, of: 1, measured: 3 },
    ]);
  });
});

describe('freshness', () => {
  const fresh: Asked = { rule: 'freshness', column: 'on', within: 86_400_000, written: '1d' };
  it.each([
    ['2026-11-22', '2026-11-01', 0, '2026-11-22T00:00:00.000Z'],
    ['2026-11-23', '2026-11-01', 0, '2026-11-23T00:00:00.000Z'],
    ['2026-11-24', '2026-11-22', 1, '2026-11-24T00:00:00.000Z, in the future'],
    ['2099-01-01', '2020-01-01', 1, '2099-01-01T00:00:00.000Z, in the future'],
    ['2026-11-20', '2020-01-01', 1, '2026-11-20T00:00:00.000Z'],
  ])('of %s', async (newest, older, count, measured) => {
    tables.write('fresh.csv', `id,on\n1,${newest}\n2,${older}\n`);
    const [found] = await tables.check('fresh.csv', schemaOf([field('on', 'date')], [fresh]));
    expect(found).toMatchObject({ count, measured });
  });
});

describe('whole numbers beyond what a double tells apart', () => {
  const bound = 2 ** 53;
  const rules: readonly Asked[] = [
    { rule: 'maximum', column: 'x', value: bound },
    { rule: 'enum', column: 'x', values: [bound, 1] },
  ];
  it.each(['csv', 'parquet'])('are held against a bound digit by digit: %s', async (format) => {
    tables.write('wide.csv', 'x\n9007199254740993\n9007199254740992\n1\n');
    await tables.copy('wide.parquet', 'SELECT unnest([9007199254740993, 9007199254740992, 1]) AS x');
    const found = await tables.check(`wide.${format}`, schemaOf([field('x', 'integer')], rules));
    expect(found.map(({ rows }) => rows)).toEqual([[1], [1]]);
  });
});
