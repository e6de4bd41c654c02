import path from 'node:path';
import { csvToParquet } from '@weighbridge/testing/parquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { frictionless, jsonSchema } from './validate/fault-schemas.ts';
import { asCsv, asJsonLines, faults, orders } from './validate/faults.ts';
import { type Bench, type FoundCheck, startBench } from './validate/program.ts';

let bench: Bench;
beforeAll(async () => {
  bench = startBench();
  bench.write('orders.csv', asCsv(orders()));
  bench.write('orders.jsonl', asJsonLines(orders()));
  bench.write('frictionless.json', JSON.stringify(frictionless));
  bench.write('json-schema.json', JSON.stringify(jsonSchema));
  // The same cells as typed columns; `weight` holds a fraction, so it is a DOUBLE there.
  const types = { postcode: 'VARCHAR', ordered: 'DATE', shipped: 'DATE' };
  await csvToParquet(path.join(bench.folder, 'orders.csv'), path.join(bench.folder, 'orders.parquet'), types);
});
afterAll(() => bench.remove());

/** Broken rows as `column rule: rows`; a rule written as an expression has no column of its own. */
function brokenRows(checks: readonly FoundCheck[]): readonly string[] {
  return checks
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ column, rule, rows }) => `${rule === 'expression' ? '' : column} ${rule}: ${rows.join(' ')}`)
    .sort();
}

/** What was planted, in the same words; each rule written as an expression has one row. */
function planted(): readonly string[] {
  const groups = Map.groupBy(faults, ({ column, rule, row }) => `${column ?? ''} ${rule}${column ? '' : ` ${row}`}`);
  return [...groups.values()]
    .map((group) => `${group[0]?.column ?? ''} ${group[0]?.rule}: ${group.map(({ row }) => row).join(' ')}`)
    .sort();
}

const formats = ['csv', 'jsonl', 'parquet'];
const dialects = ['frictionless', 'json-schema'];
const ways = formats.flatMap((format) => dialects.map((dialect) => ({ format, dialect })));

test('there are twenty-five', () => {
  expect(faults).toHaveLength(25);
});

test.each(ways)('$format through $dialect: each at its row, and nothing else', async ({ format, dialect }) => {
  expect(brokenRows(await bench.checks(`orders.${format}`, `${dialect}.json`))).toEqual(planted());
});
