import type { PredictionColumns } from '@weighbridge/data';
import { describe, expect, it } from 'vitest';
import { bothReaders } from './both-readers.ts';

const { copy, expectSame } = await bothReaders();
const columns: PredictionColumns = { target: 'y', score: 's', weight: 'w', id: 'id', group: 'g', slices: ['a', 'b'] };

const good = `CAST(i % 3 = 0 AS INTEGER) AS y, (i * 7919 % 10007) / 10007 AS s, (i % 5)::FLOAT AS w,
  'row ' || i AS id, 'g' || (i % 700) AS g, CASE WHEN i % 11 > 0 THEN 'label ' || (i % 50) END AS a, i % 7 = 2 AS b`;

describe('Parquet, by either reader', () => {
  it.each<[string, string]>([
    ['all columns', `SELECT ${good} FROM range(10000) r(i)`],
    [
      'whole numbers',
      `SELECT y::BIGINT AS y, i AS s, i % 9 AS w, i AS id, i::BIGINT AS g, i::SMALLINT AS a,
      CASE WHEN i > 5000 THEN 9007199254740993 + i % 3 END AS b FROM (SELECT ${good}, i FROM range(9000) r(i))`,
    ],
    [
      'text numbers',
      `SELECT y::VARCHAR AS y, s::VARCHAR AS s, w::VARCHAR AS w, id, g, a, b
      FROM (SELECT ${good} FROM range(5000) r(i))`,
    ],
    [
      'labels that come late',
      `SELECT * REPLACE (CASE WHEN i > 200000 THEN 'late ' || (i % 300) ELSE a END AS a)
      FROM (SELECT ${good}, i FROM range(220000) r(i))`,
    ],
    [
      'more labels than a byte holds',
      `SELECT * REPLACE ('v' || (i % 5000) AS a) FROM (SELECT ${good}, i FROM range(9000) r(i))`,
    ],
    [
      'empty and odd text',
      `SELECT * REPLACE (['', ' x', 'é', '😀', 'a,"b', chr(10)][1 + i % 6] AS a, ['', 'q'][1 + i % 2] AS b)
      FROM (SELECT ${good}, i FROM range(4000) r(i))`,
    ],
    ['names that differ by case', `SELECT *, 1 AS "S" FROM (SELECT ${good} FROM range(3000) r(i))`],
  ])('gives the same: %s', async (name, select) => {
    const { reached, found } = await expectSame(await copy(`${name}.parquet`, select), columns);
    expect([reached, Object.keys(found)]).toEqual([true, ['predictions', 'rows']]);
  });

  it.each<[string, string]>([
    ['a missing score', 'SELECT * REPLACE (CASE WHEN i NOT IN (9, 4500) THEN s END AS s)'],
    ['a score that is no number', `SELECT * REPLACE (CASE WHEN i = 4500 THEN 'high' ELSE s::VARCHAR END AS s)`],
    [
      'NaN and infinite scores',
      `SELECT * REPLACE (CASE i WHEN 3 THEN 'nan'::DOUBLE WHEN 4 THEN 'inf'::DOUBLE ELSE s END AS s)`,
    ],
    ['a negative weight', 'SELECT * REPLACE (w - 1 AS w)'],
    ['an unknown target', 'SELECT * REPLACE (CASE WHEN i = 4444 THEN 2 ELSE y END AS y)'],
    ['a missing target', 'SELECT * REPLACE (CASE WHEN i <> 4444 THEN y END AS y)'],
    ['an id twice', `SELECT * REPLACE (CASE WHEN i = 4444 THEN 'row 7' ELSE id END AS id)`],
    ['a missing id', 'SELECT * REPLACE (CASE WHEN i <> 4444 THEN id END AS id)'],
    ['a missing group', 'SELECT * REPLACE (CASE WHEN i <> 4444 THEN g END AS g)'],
    ['too many slices', 'SELECT * REPLACE (id AS a)'],
    ['lists', 'SELECT * REPLACE ([i] AS a)'],
    ['a column less', 'SELECT * EXCLUDE (w)'],
    ['no rows', 'SELECT * LIMIT 0'],
  ])('refuses alike: %s', async (name, select) => {
    const [what, limit = ''] = select.split(' LIMIT');
    const rows = name === 'too many slices' ? 12_000 : 5000;
    const from = `FROM (SELECT ${good}, i FROM range(${rows}) r(i))${limit && ` LIMIT${limit}`}`;
    const { found } = await expectSame(await copy(`${name}.parquet`, `${what} ${from}`), columns);
    expect(found).toHaveProperty('error');
  });
});

describe('types that only one reader may take', () => {
  it.each(['DATE', 'TIMESTAMP', 'DECIMAL(9,2)', 'UUID', 'HUGEINT', 'UBIGINT', 'TIME', 'BLOB', 'JSON', 'FLOAT'])(
    'gives the same for a slice of %s',
    async (type) => {
      const value = {
        UUID: "'12345678-1234-1234-1234-12345678901' || (i % 5)",
        BLOB: "'x' || (i % 5)",
        JSON: '\'{"a": 1}\'',
      }[type];
      const time = { DATE: "DATE '2026-01-01' + (i % 5)::INTEGER", TIME: "TIME '01:02:03'" }[type];
      const stamp = type === 'TIMESTAMP' ? "TIMESTAMP '2026-01-01 00:00:00' + INTERVAL (i % 5) DAY" : 'i % 5 + 0.25';
      const select = `SELECT * REPLACE (CAST(${value ?? time ?? stamp} AS ${type}) AS a) FROM (SELECT ${good}, i FROM range(500) r(i))`;
      await expectSame(await copy(`${type}.parquet`, select), columns);
    },
  );
});
