import type { TableSchema } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';
import type { DuckTable } from '../duck-table.ts';
import { profileTable } from '../profile/profile.ts';
import { explainTable } from './explain.ts';

const tables = testTables();
const fields = [
  field('customer', 'string'),
  field('income', 'number'),
  field('region', 'string'),
  field('source', 'string'),
];

/** Rules 0 and 1 are about income and region. */
const schema: TableSchema = schemaOf(fields, [
  { rule: 'required', column: 'income' },
  { rule: 'enum', column: 'region', values: ['north', 'south'] },
  { rule: 'unique', column: 'customer' },
]);

interface Person {
  readonly income?: number;
  readonly region?: string;
  readonly source?: string;
}

async function people(file: string, rows: readonly Person[]): Promise<DuckTable> {
  const lines = rows.map(
    ({ income = '', region = 'north', source = '' }, id) => `${id},${income},${region},"${source}",1`,
  );
  tables.write(file, `customer,income,region,source,all\n${lines.join('\n')}\n`);
  return await tables.open(file);
}

const web = (count: number): readonly Person[] =>
  Array.from({ length: count }, (_, id) => ({ income: id, source: id % 2 === 0 ? 'web' : "sh'op" }));

describe('broken rules', () => {
  it('are explained by a rare value that all their rows share, together where it is the same', async () => {
    const was = await people('was.csv', web(50));
    const partner = [
      ...Array<Person>(12).fill({ source: 'partner_b' }),
      ...Array<Person>(9).fill({ income: 1, region: 'moon', source: 'partner_b' }),
    ];
    const now = await people('now.csv', [...web(100), ...partner]);
    const found = { column: 'source', value: 'partner_b', rules: [0, 1], share: 21 / 121 };
    expect(await explainTable(now, schema, [0, 1, 2])).toEqual([found]);
    expect(await explainTable(now, schema, [1, 0], { was })).toEqual([{ ...found, rules: [1, 0], isNew: true }]);
    expect(await explainTable(now, schema, [0], { was: now })).toEqual([{ ...found, rules: [0], isNew: false }]);
    const profile = await profileTable(was, schema);
    expect(await explainTable(now, schema, [0], { was: profile })).toEqual([{ ...found, rules: [0], isNew: true }]);
  });

  it.each(['now.csv', 'now.parquet', 'parts'])(
    'are explained alike where %s says which rows they are',
    async (file) => {
      const number = "CASE WHEN i % 50 > 39 THEN 'partner_b' WHEN i % 2 = 0 THEN 'web' ELSE 'shop' END AS source";
      const select = `SELECT i AS customer, CASE WHEN i % 50 <= 41 THEN i END AS income, 'north' AS region, ${number},
      1 AS all FROM range(20000) t(i)`;
      if (file === 'parts') {
        await tables.copy('parts/a.parquet', `${select} WHERE i < 7000`, 'format parquet, row_group_size 2048');
        await tables.copy('parts/b.parquet', `${select} WHERE i >= 7000`, 'format parquet, row_group_size 2048');
      } else
        await tables.copy(file, select, file.endsWith('.csv') ? 'format csv' : 'format parquet, row_group_size 2048');
      const findings = await tables.check(file, schema);
      expect(findings.map(({ count }) => count)).toEqual([3200, 0, 0]);
      const [found, ...others] = await explainTable(await tables.open(file), schema, [0], { findings });
      expect(found).toEqual({ column: 'source', value: 'partner_b', rules: [0], share: 0.2 });
      expect(others).toEqual([]);
    },
  );

  it.each(['many.csv', 'many.jsonl'])('are explained alike where the first of them tell, in %s', async (file) => {
    const select = `SELECT i AS customer, CASE WHEN i % 1000 < 999 AND i > 100 THEN i END AS income,
      CASE WHEN i % 5000 = 7 THEN 'moon' ELSE 'north' END AS region, CASE WHEN i % 1000 = 999 OR i <= 100 THEN 'late' ELSE 'web' END AS source,
      hash(i)::VARCHAR AS odd FROM range(250000) t(i)`;
    await tables.copy(file, select, file.endsWith('.csv') ? 'format csv' : 'format json');
    const findings = await tables.check(file, schema);
    const table = await tables.open(file);
    const shared = { column: 'source', value: 'late', rules: [0], share: 351 / 250000 };
    for (const given of [{ findings }, {}]) expect(await explainTable(table, schema, [0, 1], given)).toEqual([shared]);
    // Those that are far away are looked for in the whole table.
    const far = findings.map((finding) => ({ ...finding, rows: finding.rows.map((row) => row + 240_000) }));
    expect(await explainTable(table, schema, [0, 1], { findings: far })).toEqual([shared]);
  });

  it('are explained by what is missing', async () => {
    const now = await people('missing.csv', [...web(100), ...Array<Person>(8).fill({})]);
    const [found] = await explainTable(now, schema, [0], { was: await people('whole.csv', web(9)) });
    expect(found).toEqual({ column: 'source', value: null, rules: [0], share: 8 / 108, isNew: true });
  });

  it.each([
    ['one row has another value', [...Array<Person>(20).fill({ source: 'b' }), { source: 'web' }]],
    ['there are too few of them', Array<Person>(4).fill({ source: 'b' })],
    ['most rows have the value', Array<Person>(150).fill({ source: 'b' })],
  ])('are not explained where %s', async (what, rows) => {
    const now = await people(`${what}.csv`, [...web(100), ...rows]);
    expect(await explainTable(now, schema, [0])).toEqual([]);
  });
});
