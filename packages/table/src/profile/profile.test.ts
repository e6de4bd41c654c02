import { tableProfile } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';
import { profileTable } from './profile.ts';

const tables = testTables();

describe('a profile', () => {
  it('describes numbers by 20 bins of equal size, categories by their values', async () => {
    await tables.copy(
      'p.parquet',
      `SELECT i AS id, (i * 7919) % 1000 / 10.0 AS n, 'c' || least(i % 100, 60) AS c, md5(i::VARCHAR) AS text,
        repeat('long ', 50) AS prose, CASE WHEN i < 100 THEN NULL ELSE TIMESTAMP '2026-01-01' END AS at
      FROM range(1000) r(i)`,
    );
    const table = await tables.open('p.parquet');
    const profile = tableProfile.parse(await profileTable(table, undefined));
    expect(profile).toMatchObject({ rows: 1000, columns: 6 });
    const [id, n, c, text, prose, at] = profile.profiles;
    expect(id).toEqual({ kind: 'other', column: 'id', type: 'integer', missing: 0 });
    expect(n).toMatchObject({ kind: 'number', type: 'number', missing: 0, min: 0, max: 99.9, median: 49.95 });
    expect(n?.kind === 'number' && n.mean).toBeCloseTo(49.95, 9);
    expect(n?.kind === 'number' && n.edges).toHaveLength(21);
    expect(n?.kind === 'number' && n.counts).toEqual([49, ...Array<number>(18).fill(50), 51]);
    expect(c).toMatchObject({ kind: 'category', distinct: 61, rest: 110 });
    expect(c?.kind === 'category' && c.values).toHaveLength(50);
    expect(c?.kind === 'category' && c.values[0]).toEqual({ value: 'c60', count: 400 });
    expect(text).toMatchObject({ kind: 'other', type: 'string' });
    expect(prose).toMatchObject({ kind: 'other' });
    expect(at).toEqual({ kind: 'other', column: 'at', type: 'datetime', missing: 100 });
  });

  it('says of text what it turned out to be', async () => {
    tables.write('t.csv', 'a,b,c\n1,x,\n2.5,,\n,x,\n');
    const table = await tables.open('t.csv');
    const { profiles } = await profileTable(table, undefined);
    expect(profiles).toMatchObject([
      { kind: 'number', type: 'number', missing: 1, min: 1, max: 2.5, mean: 1.75, edges: [1, 2.5, 4], counts: [1, 1] },
      { kind: 'category', type: 'string', missing: 1, values: [{ value: 'x', count: 2 }], rest: 0 },
      { kind: 'category', type: 'string', missing: 3, distinct: 0, values: [] },
    ]);
  });

  it('describes 200 columns of many', async () => {
    const columns = Array.from({ length: 300 }, (_, index) => `${index} AS c${index}`);
    await tables.copy('wide.parquet', `SELECT ${columns.join(', ')}`);
    const table = await tables.open('wide.parquet');
    const profile = await profileTable(table, undefined);
    expect([profile.columns, profile.profiles.length]).toEqual([300, 200]);
  });

  it('counts the values of many columns of few rows', async () => {
    // Windows and outer joins over so few rows end DuckDB now and then, all of it.
    const columns = Array.from({ length: 200 }, (_, index) => `c${index}`);
    const rows = ['a', 'b'].map((value) => columns.map(() => value).join(','));
    tables.write('few.csv', `${[columns.join(','), ...rows].join('\n')}\n`);
    const table = await tables.open('few.csv');
    for (let time = 0; time < 3; time += 1) {
      const { profiles } = await profileTable(table, undefined);
      expect(profiles.filter((each) => each.kind === 'category' && each.distinct === 2)).toHaveLength(200);
    }
  });
});
