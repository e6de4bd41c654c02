import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readCsv, readTsv } from './csv.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csv-'));
});
afterAll(() => rm(folder, { recursive: true }));

const names = ['a', 'b', 'c'];

async function rowsOf(text: string, read = readCsv): Promise<unknown[][]> {
  const path = join(folder, 'table.csv');
  await writeFile(path, text);
  const rows: unknown[][] = [];
  for await (const batch of read(path, names)) {
    for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((values) => values[row]));
  }
  return rows;
}

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '\t', ' ', 'é', '😀') });
const table = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 12 });

test.each([
  ['\n', ',', readCsv],
  ['\r\n', ',', readCsv],
  ['\n', '\t', readTsv],
] as const)('quoted fields come back as they were: line end %j, delimiter %j', async (end, delimiter, read) => {
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const text = [names, ...rows].map((row) => row.map(quoted).join(delimiter)).join(end);
      expect(await rowsOf(text, read)).toEqual(rows);
    }),
    { numRuns: 150 },
  );
});

test('rows that lie across the pieces in which a file is read', async () => {
  const long = (row: number): string => `${row} "quoted", with a line\r\nbreak ${'é'.repeat(row % 97)}`;
  const rows = Array.from({ length: 12_000 }, (_, row) => [String(row), long(row), row % 3 ? 'x' : '']);
  for (const end of ['\n', '\r\n']) {
    const text = [names, ...rows].map((row) => row.map(quoted).join(',')).join(end);
    expect(text.length).toBeGreaterThan(800_000);
    expect(await rowsOf(`${text}${end}`)).toEqual(rows);
  }
});

test('a quote that is never closed ends in an error, not in all the memory', async () => {
  const text = `a,b,c\n1,2,3\n4,"5,6\n${'7,8,9\n'.repeat(4_000_000)}`;
  await expect(rowsOf(text)).rejects.toThrow(/Row 2 has a quoted field/);
});
