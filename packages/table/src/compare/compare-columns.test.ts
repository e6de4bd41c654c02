import type { ColumnCounts } from '@weighbridge/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';
import { numberColumns, numbersAlone, type SideFacts } from '../columns/numbers.ts';
import type { DuckTable } from '../duck-table.ts';
import { profileTable } from '../profile/profile.ts';
import { compareTables } from './compare-columns.ts';
import { compareWithProfile, profileBins } from './compare-profile.ts';

const tables = testTables();

async function csv(file: string, lines: readonly string[]): Promise<DuckTable> {
  tables.write(file, `${lines.join('\n')}\n`);
  return await tables.open(file);
}

async function parquet(file: string, select: string): Promise<DuckTable> {
  await tables.copy(file, select);
  return await tables.open(file);
}

function column(counts: readonly ColumnCounts[], name: string): ColumnCounts {
  const found = counts.find((each) => each.column === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
}

/** A mean of the same values in another order. */
function meanAbout(facts: SideFacts | undefined): unknown {
  return { ...facts, range: { ...facts?.range, mean: expect.closeTo(facts?.range?.mean ?? 0, 9) } };
}

const hostile = `x"; DROP TABLE 'y' --`;

describe('the columns of two tables', () => {
  it('are counted in text files, where numbers are told from categories by their cells', async () => {
    const header = `id,n,"${hostile.replaceAll('"', '""')}",day,mixed,gone`;
    const was = await csv('was.csv', [header, '1,1.5,a,2026-01-01,1,x', '2,,b,2026-01-02,2,x', '3,2,a,,3,x']);
    const now = await csv('now.csv', [
      header.replace('gone', 'new'),
      "4,9,c'c,2026-01-01,1,y",
      '5,2,,2026-01-03,two,y',
    ]);
    const counts = await compareTables(was, now, undefined);
    expect(counts.map((each) => each.column)).toEqual(['id', 'n', hostile, 'day', 'mixed']);
    expect(column(counts, 'n')).toEqual({
      kind: 'number',
      column: 'n',
      was: { rows: 3, missing: 1, median: 1.75 },
      now: { rows: 2, missing: 0, median: 5.5 },
      bins: [
        { from: 1.5, to: 2, was: 1, now: 0 },
        { from: 2, to: 9, was: 1, now: 1 },
        { from: 9, to: 16, was: 0, now: 1 },
      ],
      ks: 0.5,
    });
    expect(column(counts, hostile)).toMatchObject({
      kind: 'category',
      was: { rows: 3, missing: 0 },
      now: { rows: 2, missing: 1 },
      values: [
        { value: 'a', was: 2, now: 0 },
        { value: 'b', was: 1, now: 0 },
        { value: "c'c", was: 0, now: 1 },
      ],
      distinctWas: 2,
      distinctNow: 1,
    });
    expect(column(counts, 'mixed')).toMatchObject({ kind: 'category', distinctWas: 3, distinctNow: 2 });
  });

  it('are counted as the schema reads them', async () => {
    const was = await csv('money.csv', ['a,flag,key', '"1,5",yes,1', '"2,5",no,2', 'none,yes,3']);
    const fields = [
      field('a', 'number', { reading: { decimalChar: ',' }, missingValues: ['none'] }),
      field('flag', 'boolean', { reading: { trueValues: ['yes'], falseValues: ['no'] } }),
      field('key', 'integer'),
    ];
    const schema = schemaOf(fields, [], { primaryKey: ['key'] });
    const counts = await compareTables(was, was, schema);
    expect(column(counts, 'a')).toMatchObject({ kind: 'number', was: { rows: 3, missing: 1, median: 2 }, ks: 0 });
    expect(column(counts, 'flag')).toMatchObject({ kind: 'category', distinctNow: 2 });
    const rest = [{ value: '', was: 3, now: 3, rest: true }];
    expect(column(counts, 'key')).toMatchObject({ kind: 'category', values: rest });
  });

  it('are counted in JSON lines and Parquet alike', async () => {
    const rows = [{ n: 1, c: 'a' }, { n: 2.5, c: null }, { c: 'b' }, { n: null, c: 'a' }];
    const values = "(1.0::DOUBLE, 'a'), (2.5, NULL), (NULL, 'b'), (NULL, 'a')";
    tables.write('rows.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const lines = await tables.open('rows.jsonl');
    const typed = await parquet('rows.parquet', `SELECT * FROM (VALUES ${values}) t(n, c)`);
    const counts = await compareTables(lines, typed, undefined);
    expect(column(counts, 'n')).toMatchObject({
      was: { missing: 2, median: 1.75 },
      now: { missing: 2, median: 1.75 },
      ks: 0,
    });
    expect(column(counts, 'c')).toMatchObject({
      values: [
        { value: 'a', was: 2, now: 2 },
        { value: 'b', was: 1, now: 1 },
      ],
    });
  });
});

describe('columns of larger tables', () => {
  it('are described by themselves as they are without a comparison', async () => {
    const select = (seed: number): string =>
      `SELECT i + ${seed} AS id, hash(i + ${seed}) % 1000 / 7.0 AS h, 'v' || hash(i * ${seed}) % 300 AS many,
        CASE WHEN hash(i * ${seed}) % 9 > 0 THEN ['é', 'z', '😀', '｡', 'a'][(1 + hash(i + ${seed}) % 5)::INTEGER] END AS few,
        CASE WHEN i % 3 = 0 THEN 'x' ELSE ${seed === 2 ? "'y'" : 'i::VARCHAR'} END AS odd FROM range(3000) r(i)`;
    for (const kind of ['parquet', 'csv']) {
      for (const seed of [2, 3]) await tables.copy(`described-${seed}.${kind}`, select(seed), `format ${kind}`);
      const open = async () =>
        [await tables.open(`described-2.${kind}`), await tables.open(`described-3.${kind}`)] as const;
      const [was, now] = await open();
      const alone = [await profileTable(was, undefined), await profileTable(now, undefined)];
      const [first, second] = await open();
      await compareTables(first, second, undefined);
      expect([...first.numbers.keys(), ...first.categories.keys()].length).toBeGreaterThan(1);
      expect([await profileTable(first, undefined), await profileTable(second, undefined)]).toEqual(alone);
    }
  });

  it('are counted alike in memory and on disk, with columns that say nothing set apart', async () => {
    const select = (seed: number): string =>
      `SELECT i + ${seed} AS id, hash(i + ${seed}) % 1000 / 7.0 AS h, i % 3 AS few, md5(i::VARCHAR) AS text,
        CASE WHEN i % 5 > 0 THEN 'v' || hash(i * ${seed}) % 300 END AS many, i % 7 = 0 AS flag,
        CASE WHEN i % 10 = 0 THEN 'nan'::DOUBLE ELSE 1 END AS one FROM range(3000) r(i)`;
    const was = await parquet('a.parquet', select(1));
    const now = await parquet('b.parquet', select(17));
    const counts = await compareTables(was, now, undefined);
    const pair = { was: 'CAST(h AS DOUBLE)', now: 'CAST(h AS DOUBLE)' };
    const [inMemory] = await numberColumns({ was, now }, [pair]);
    const [onDisk] = await numberColumns({ was, now }, [pair], 10);
    expect(onDisk).toEqual({ ...inMemory, was: meanAbout(inMemory?.was), now: meanAbout(inMemory?.now) });
    for (const sql of ['h', 'id', 'one', '0.3', 'id * 2', 'id + 0.5']) {
      const [alone] = await numbersAlone(was, [`CAST(${sql} AS DOUBLE)`]);
      const [aloneOnDisk] = await numbersAlone(was, [`CAST(${sql} AS DOUBLE)`], 10);
      expect(aloneOnDisk, sql).toEqual(meanAbout(alone));
      expect(alone?.isCounter, sql).toBe(sql === 'id' || sql === 'id * 2');
    }
    const [alone] = await numbersAlone(was, [pair.was]);
    expect(alone).toEqual(inMemory?.was);
    expect(counts.map((each) => `${each.column} ${each.kind}`)).toEqual([
      'id category',
      'h number',
      'few number',
      'text category',
      'many category',
      'flag category',
      'one number',
    ]);
    for (const name of ['id', 'text'])
      expect(column(counts, name)).toMatchObject({ values: [{ rest: true, was: 3000 }] });
    const many = column(counts, 'many');
    expect(many.kind === 'category' && many.values.length).toBe(101);
    expect(many.kind === 'category' && many.values.reduce((sum, { was: rows }) => sum + rows, 0)).toBe(2400);
    expect(column(counts, 'one')).toMatchObject({
      was: { missing: 300 },
      bins: [{ from: 1, to: 2, was: 2700, now: 2700 }],
    });
  });
});

describe('text that is no number late in the file', () => {
  it('makes its column a category', async () => {
    const lines = Array.from({ length: 12_000 }, (_, row) => `${row % 9},${row < 11_000 ? '' : row % 5},${row % 3}`);
    const was = await csv('late.csv', ['a,b,c', ...lines]);
    const now = await csv('late-now.csv', ['a,b,c', ...lines, 'x,1,2']);
    const counts = await compareTables(was, now, undefined);
    expect(counts.map(({ kind }) => kind)).toEqual(['category', 'number', 'number']);
    expect(column(counts, 'a')).toMatchObject({ distinctWas: 9, distinctNow: 10 });
    expect(column(counts, 'b')).toMatchObject({ was: { missing: 11_000 }, now: { missing: 11_000 } });
  });
});

describe('a table beside a profile', () => {
  it('is counted by the profile’s bins and values', async () => {
    const select = (low: number): string =>
      `SELECT (i % 100 + ${low})::DOUBLE AS n, 'v' || (i + ${low}) % 4 AS c, DATE '2026-01-01' AS d FROM range(1000) r(i)`;
    const was = await parquet('p.parquet', select(0));
    const now = await parquet('q.parquet', select(3));
    const byProfile = await compareWithProfile(await profileTable(was, undefined), now, undefined);
    const byRows = await compareTables(was, now, undefined);
    const { ks, ...number } = column(byRows, 'n') as Extract<ColumnCounts, { kind: 'number' }>;
    expect(ks).toBeCloseTo(0.03, 12);
    expect(column(byProfile, 'n')).toEqual(number);
    expect(column(byProfile, 'c')).toEqual(column(byRows, 'c'));
    expect(column(byProfile, 'd')).toMatchObject({ values: [{ rest: true, was: 1000, now: 1000 }] });
  });

  it('puts every value into one bin', () => {
    const values = fc.array(fc.integer({ min: -5, max: 15 }), { maxLength: 30 });
    const edges = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(values, edges, (now, unsorted) => {
        const sorted = Float64Array.from(now).sort();
        const borders = unsorted.toSorted((a, b) => a - b);
        const bins = profileBins({ edges: borders, counts: borders.slice(1).map(() => 1) }, sorted);
        expect(bins.reduce((sum, bin) => sum + bin.now, 0)).toBe(now.length);
        expect(bins.reduce((sum, bin) => sum + bin.was, 0)).toBe(borders.length - 1);
      }),
    );
  });
});
