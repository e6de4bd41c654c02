import { writeFileSync } from 'node:fs';
import type { Asked, RuleFinding } from '@weighbridge/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';
import { checkTable } from './check.ts';

const tables = testTables();
const about = { resources: new Map(), showValues: false, now: new Date('2026-11-22T12:00:00Z') };

const odd = [
  '',
  '7',
  '-7',
  '007',
  '+7',
  ' 7',
  '1.0',
  '1e3',
  '1_0',
  '+-5',
  '.5',
  'nan',
  'inf',
  '2024-02-29',
  '2023-2-9',
];
const cell = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -9, max: 30 }).map(String) },
  fc.constantFrom(
    ...odd,
    '12345678901234567890',
    '2024-02-30',
    '12024-01-01',
    'é',
    'a b',
    'x,y',
    'say "x"',
    'two\nlines',
  ),
);

const asked: readonly Asked[] = [
  ...['i', 'n', 'd', 's'].map((column) => ({ rule: 'type', column }) as const),
  { rule: 'required', column: 'i' },
  { rule: 'minimum', column: 'i', value: 0 },
  { rule: 'maximum', column: 'n', value: 20 },
  { rule: 'exclusiveMinimum', column: 'd', value: '2024-01-01' },
  { rule: 'enum', column: 's', values: ['7', 'é'] },
  { rule: 'enum', column: 'i', values: [7, 8, 9] },
  { rule: 'pattern', column: 's', pattern: '[0-9 a-é]+', whole: true },
  { rule: 'minLength', column: 's', value: 2 },
  { rule: 'unique', column: 'i' },
  { rule: 'primaryKey', columns: ['i'] },
  { rule: 'unique', column: 's' },
  { rule: 'never', column: 'unknown' },
  { rule: 'rowCount', min: 3 },
  { rule: 'aggregate', column: 'n', aggregate: 'mean', min: 0 },
];
const schema = schemaOf([field('i', 'integer'), field('n', 'number'), field('d', 'date'), field('s', 'string')], asked);

function quoted(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function both(name: string, showValues: boolean): Promise<readonly (readonly RuleFinding[])[]> {
  const [plain, read] = [await tables.open(name), await tables.open(name, schema)];
  expect(read.answers).toBeDefined();
  expect(read.rows).toBe(plain.rows);
  const options = { ...about, showValues };
  return [await checkTable(plain, schema, options), await checkTable(read, schema, options)];
}

it('finds in its first reading what it finds when it is asked', async () => {
  const row = fc.tuple(cell, cell, cell, cell);
  const rows = fc.array(row, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (all, showValues) => {
      const lines = all.map((cells) => `${cells.map(quoted).join(',')},-`);
      tables.write('t.csv', `i,n,d,s,other\n${lines.join('\n')}\n`);
      const [plain, read] = await both('t.csv', showValues);
      expect(read).toEqual(plain);
    }),
    { numRuns: 60 },
  );
}, 120_000);

it('numbers the rows of several threads and files in their order', async () => {
  // Wide enough for the reader to part each file between its threads.
  const filling = 'x'.repeat(400);
  const broken = [1, 99_999, 100_000, 149_999, 150_000, 199_999];
  for (const file of [0, 1]) {
    const ids = Array.from({ length: 100_000 }, (_, row) => file * 100_000 + row);
    const lines = ids.map((id) => `${id},1,${broken.includes(id) ? 'never' : '2024-01-01'},${filling}`);
    writeFileSync(tables.write(`part/${file}.csv`, ''), `i,n,d,s\n${lines.join('\n')}\n`);
  }
  const [plain, read] = await both('part', false);
  expect(read).toEqual(plain);
  expect(read?.[2]?.rows).toEqual(broken.map((id) => id + 1));
}, 120_000);

it('counts rules of which rows break thousands of combinations', async () => {
  const names = Array.from({ length: 12 }, (_, bit) => `c${bit}`);
  const rows = Array.from({ length: 4096 }, (_, row) =>
    names.map((_name, bit) => ((row >> bit) & 1 ? 'x' : '')).join(),
  );
  tables.write('combined.csv', `${[names.join(), ...rows].join('\n')}\n`);
  const required = schemaOf(
    names.map((name) => field(name, 'string')),
    names.map((column) => ({ rule: 'required', column }) as const),
  );
  const findings = await checkTable(await tables.open('combined.csv', required), required, about);
  expect(findings.map(({ count, of }) => [count, of])).toEqual(names.map(() => [2048, 4096]));
  expect(findings.map((finding) => finding.rows[1])).toEqual(names.map((_, bit) => (bit === 0 ? 3 : 2)));
});
