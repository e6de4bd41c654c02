import { readFileSync } from 'node:fs';
import type { Asked, RuleFinding } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

const groups = 'format parquet, row_group_size 2048';

async function find(
  name: string,
  rules: readonly Asked[],
  types: Record<string, Parameters<typeof field>[1]> = {},
): Promise<readonly RuleFinding[]> {
  const fields = Object.entries(types).map(([column, type]) => field(column, type));
  return await tables.check(name, schemaOf(fields, rules));
}

/** 10,000 rows in five row groups. */
const rows = `SELECT i, i AS whole, (i / 4)::DECIMAL(9,2) AS price, DATE '2020-01-01' + i::INTEGER AS day,
  TIMESTAMP '2020-01-01' + INTERVAL (i) HOUR AS at, i::DOUBLE AS x, CASE WHEN i = 5000 THEN NULL ELSE i END AS gap,
  'k' || lpad(i::VARCHAR, 8, '0') AS key, ['de', 'at', 'ch'][i % 3 + 1] AS country FROM range(10000) r(i)`;

describe('what the footer settles', () => {
  it.each<[string, Asked, Partial<RuleFinding>]>([
    ['no NULL', { rule: 'required', column: 'whole' }, { count: 0, of: 10_000, by: 'statistics' }],
    ['a NULL', { rule: 'required', column: 'gap' }, { count: 1, of: 10_000, rows: [5001] }],
    ['the type', { rule: 'type', column: 'gap' }, { count: 0, of: 9999, by: 'columns' }],
    ['a lower bound', { rule: 'minimum', column: 'whole', value: 0 }, { count: 0, of: 10_000, by: 'statistics' }],
    ['an upper bound', { rule: 'maximum', column: 'gap', value: 9999 }, { count: 0, of: 9999, by: 'statistics' }],
    ['an open bound', { rule: 'exclusiveMaximum', column: 'whole', value: 10_000 }, { count: 0, by: 'statistics' }],
    ['decimals', { rule: 'maximum', column: 'price', value: 2499.75 }, { count: 0, by: 'statistics' }],
    ['days', { rule: 'minimum', column: 'day', value: '2020-01-01' }, { count: 0, by: 'statistics' }],
    ['times', { rule: 'maximum', column: 'at', value: '2022-01-01T00:00:00Z' }, { count: 0, by: 'statistics' }],
    [
      'a doubt',
      { rule: 'maximum', column: 'whole', value: 9997 },
      { count: 2, of: 10_000, rows: [9999, 10_000], by: 'scan' },
    ],
    [
      'a doubt about decimals',
      { rule: 'minimum', column: 'price', value: 0.5 },
      { count: 2, rows: [1, 2], by: 'scan' },
    ],
    ['doubles not: they may be NaN', { rule: 'minimum', column: 'x', value: 0 }, { count: 0, by: 'scan' }],
    ['texts not: bounds may be cut off', { rule: 'minLength', column: 'key', value: 9 }, { count: 0, by: 'scan' }],
  ])('%s', async (_name, asked, expected) => {
    await tables.copy('g.parquet', rows, groups);
    const types = { day: 'date', at: 'datetime', price: 'number' } as const;
    expect((await find('g.parquet', [asked], types))[0]).toMatchObject(expected);
  });

  it('only row groups in doubt are read', async () => {
    await tables.copy(
      'late.parquet',
      'SELECT CASE WHEN i = 9000 THEN -1 ELSE i END AS v FROM range(10000) r(i)',
      groups,
    );
    const [finding] = await find('late.parquet', [{ rule: 'minimum', column: 'v', value: 0 }]);
    expect(finding).toMatchObject({ count: 1, of: 10_000, rows: [9001], by: 'scan' });
  });

  it('NaN breaks every bound, though the footer leaves it out', async () => {
    await tables.copy('nan.parquet', "SELECT CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE i END AS x FROM range(10) r(i)");
    const found = await find('nan.parquet', [
      { rule: 'minimum', column: 'x', value: 0 },
      { rule: 'maximum', column: 'x', value: 9 },
    ]);
    expect(found).toMatchObject([{ rows: [4] }, { rows: [4] }]);
  });
});

describe('footers that are not believed', () => {
  /** The bytes of a file with one run of bytes replaced everywhere behind the data. */
  function forged(name: string, from: Buffer, to: Buffer): Buffer {
    const bytes = readFileSync(`${tables.folder}/${name}`);
    const footer = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8);
    let at = bytes.indexOf(from, footer);
    expect(at).toBeGreaterThan(-1);
    for (; at !== -1; at = bytes.indexOf(from, at + 1)) to.copy(bytes, at);
    return bytes;
  }

  const int64 = (value: bigint): Buffer => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  };

  it('the smallest above the largest', async () => {
    await tables.copy('true.parquet', 'SELECT i + 1000003 AS v FROM range(10000) r(i)');
    tables.write('lie.parquet', forged('true.parquet', int64(1000003n), int64(5000003n)));
    const rules: Asked[] = [
      { rule: 'minimum', column: 'v', value: 1000050 },
      { rule: 'unique', column: 'v' },
    ];
    expect(await find('true.parquet', rules)).toMatchObject([{ count: 47 }, { count: 0, by: 'order' }]);
    await expect(find('lie.parquet', rules)).rejects.toMatchObject({ code: 'WB3216', place: { file: 'lie.parquet' } });
  });

  it('bounds that the rows do not keep', async () => {
    await tables.copy('honest.parquet', 'SELECT i + 1000003 AS v FROM range(10000) r(i)');
    const largest = int64(1010002n);
    tables.write('flattering.parquet', forged('honest.parquet', largest, int64(1000050n)));
    const rules: Asked[] = [{ rule: 'maximum', column: 'v', value: 1000060 }];
    expect(await find('honest.parquet', rules)).toMatchObject([{ count: 9942, by: 'scan' }]);
    await expect(find('flattering.parquet', rules)).rejects.toMatchObject({ code: 'WB3216' });
  });

  it('none at all', async () => {
    const { parquetWriteBuffer } = await import('hyparquet-writer');
    const columnData = [
      { name: 'v', data: [1, 2, 2, 300], type: 'INT32' as const },
      { name: 's', data: ['a', null, 'b', 'b'], type: 'STRING' as const },
    ];
    tables.write('without.parquet', new Uint8Array(parquetWriteBuffer({ columnData, statistics: false })));
    const rules: Asked[] = [
      { rule: 'required', column: 's' },
      { rule: 'maximum', column: 'v', value: 200 },
      { rule: 'unique', column: 'v' },
      { rule: 'enum', column: 's', values: ['a'] },
    ];
    expect(await find('without.parquet', rules)).toMatchObject([
      { count: 1, of: 4, rows: [2], by: 'scan' },
      { count: 1, of: 4, rows: [4], by: 'scan' },
      { count: 1, of: 4, rows: [3], firsts: [2], by: 'scan' },
      { count: 2, of: 3, rows: [3, 4], by: 'scan', distinct: 1 },
    ]);
  });
});

describe('keys', () => {
  it.each<[string, string, Partial<RuleFinding>]>([
    ['rise, with bounds', 'SELECT i * 3 AS k FROM range(10000) r(i)', { count: 0, of: 10_000, by: 'order' }],
    ['rise as texts', "SELECT 'k' || lpad(i::VARCHAR, 9, '0') AS k FROM range(10000) r(i)", { count: 0, by: 'order' }],
    ['rise as days', "SELECT DATE '1990-01-01' + i::INTEGER AS k FROM range(10000) r(i)", { count: 0, by: 'order' }],
    [
      'stand still once',
      'SELECT CASE WHEN i = 7000 THEN 6999 ELSE i END AS k FROM range(10000) r(i)',
      { count: 1, rows: [7001], firsts: [7000], by: 'scan' },
    ],
    [
      'fall once',
      'SELECT CASE WHEN i = 7000 THEN 3 ELSE i END AS k FROM range(10000) r(i)',
      { count: 1, rows: [7001], firsts: [4], by: 'scan' },
    ],
    [
      'have a gap',
      'SELECT CASE WHEN i = 5 THEN NULL ELSE i END AS k FROM range(10000) r(i)',
      { count: 0, of: 9999, by: 'scan' },
    ],
    ['in any order', 'SELECT (i * 7919) % 10007 AS k FROM range(10000) r(i)', { count: 0, of: 10_000, by: 'scan' }],
    ['far apart', 'SELECT hash(i % 9000) AS k FROM range(10000) r(i)', { count: 1000, of: 10_000, by: 'scan' }],
    ['below zero', 'SELECT (i * 7919) % 10007 - 5000 AS k FROM range(10000) r(i)', { count: 0, by: 'scan' }],
    [
      'at the ends of 64 bits',
      'SELECT [-9223372036854775808, 9223372036854775807, 0, 0][i + 1] AS k FROM range(4) r(i)',
      { count: 1, rows: [4] },
    ],
    ['NaN twice', "SELECT ['nan'::DOUBLE, 'nan'::DOUBLE, 1][i + 1] AS k FROM range(3) r(i)", { count: 1, rows: [2] }],
  ])('%s', async (_name, select, expected) => {
    await tables.copy('key.parquet', select, groups);
    await tables.copy('key.csv', select, 'format csv, header');
    const rules: Asked[] = [{ rule: 'unique', column: 'k' }];
    expect((await find('key.parquet', rules))[0]).toMatchObject(expected);
    const { by: _by, ...same } = expected;
    expect((await find('key.csv', rules))[0]).toMatchObject(same);
  });

  it('rise over files too', async () => {
    await tables.copy('parts/1.parquet', 'SELECT i AS k FROM range(0, 5000) r(i)', groups);
    await tables.copy('parts/2.parquet', 'SELECT i AS k FROM range(5000, 9000) r(i)', groups);
    expect((await find('parts', [{ rule: 'unique', column: 'k' }]))[0]).toMatchObject({
      count: 0,
      of: 9000,
      by: 'order',
    });
    await tables.copy('parts/2.parquet', 'SELECT i AS k FROM range(4999, 9000) r(i)', groups);
    expect((await find('parts', [{ rule: 'unique', column: 'k' }]))[0]).toMatchObject({
      count: 1,
      rows: [5001],
      firsts: [5000],
    });
  });
});

describe('columns of few values', () => {
  it('are judged by their values', async () => {
    const select = `SELECT CASE WHEN i IN (70, 9000) THEN 'XX' WHEN i = 80 THEN 'y''y' WHEN i % 10 = 0 THEN NULL
      ELSE ['de', 'at'][i % 2 + 1] END AS c FROM range(10000) r(i)`;
    await tables.copy('few.parquet', select, groups);
    const found = await find('few.parquet', [
      { rule: 'enum', column: 'c', values: ['de', 'at'] },
      { rule: 'pattern', column: 'c', pattern: '[a-z]+', whole: true },
      { rule: 'maxLength', column: 'c', value: 2 },
    ]);
    expect(found).toMatchObject([
      { count: 3, of: 9003, rows: [71, 81, 9001], distinct: 2 },
      { count: 3, of: 9003, rows: [71, 81, 9001] },
      { count: 1, of: 9003, rows: [81] },
    ]);
  });
});
