import * as duckdb from '@duckdb/node-api';
import type { FieldType, TableSchema } from '@weighbridge/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { list, literal } from '../sql.ts';
import { textType } from './read-text.ts';
import { textSteps } from './text-steps.ts';

let instance: duckdb.DuckDBInstance;
let connection: duckdb.DuckDBConnection;
beforeAll(async () => {
  instance = await duckdb.DuckDBInstance.create(':memory:');
  connection = await instance.connect();
});
afterAll(() => {
  connection.closeSync();
  instance.closeSync();
});

/** What numbers and days are written with, and what comes near. */
const written = fc.string({
  unit: fc.constantFrom(...'0123456789+-._eExX/: ,bBinfaNT\n\té٣'.split(''), '10', '2024-', '-02-', '-2', '(BC)', '+-'),
  maxLength: 12,
});
const dates = fc.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') });
const numbers = fc.oneof(fc.bigInt(-(1n << 80n), 1n << 80n), fc.double(), fc.integer()).map(String);
const texts = fc.oneof(
  written,
  numbers,
  dates.map((date) => date.toISOString().slice(0, 10)),
  fc.constantFrom(
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    'infinity',
    '-infinity',
    'epoch',
  ),
);

async function readings(type: FieldType, dialect: TableSchema['dialect'], cells: readonly (string | null)[]) {
  const how = { dialect, reading: {} };
  const steps = textSteps(type, how, '"t"');
  if (steps === undefined) throw new Error(`${type} is read at once.`);
  const rows = `SELECT unnest(${list(cells.map((cell) => (cell === null ? 'NULL' : literal(cell))))})::VARCHAR AS "t"`;
  const text = (sql: string): string => `CAST(${sql} AS VARCHAR)`;
  const result = await connection.runAndReadAll(
    `SELECT ${text(textType(type).read(how)('"t"'))}, ${text(steps.second('"first"'))}
      FROM (SELECT *, ${steps.first} AS "first" FROM (${rows}))`,
  );
  return result.getRows();
}

it.each(['integer', 'number', 'date'] as const)('reads %s in two steps as at once', async (type) => {
  const cells = fc.array(fc.option(texts), { minLength: 1, maxLength: 50 });
  await fc.assert(
    fc.asyncProperty(cells, fc.constantFrom('frictionless', 'json-schema'), async (all, dialect) => {
      for (const [exact, stepped] of await readings(type, dialect, all)) expect(stepped).toBe(exact);
    }),
    { numRuns: 300 },
  );
});
