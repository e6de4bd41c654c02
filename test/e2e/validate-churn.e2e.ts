import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { dataSection } from '@weighbridge/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, startBench } from './validate/program.ts';

const root = path.resolve(import.meta.dirname, '../..');
const schema = path.join(root, 'examples/churn/schemas/customers.yml');
let bench: Bench;
beforeAll(() => {
  bench = startBench();
  const places = [path.join(root, 'examples/churn'), path.join(root, '.cache/churn/wheels'), bench.folder];
  const script = path.join(import.meta.dirname, 'validate/weeks.py');
  execFileSync('python3', [script, ...places, '26', '39'], { stdio: 'pipe' });
});
afterAll(() => bench.remove());

/** Drift of each column of one week's customers against those of week 26. */
async function driftOf(week: number) {
  const more = ['--reference', 'week-26.csv'];
  const { exit, stdout, stderr } = await bench.validate(`week-${week}.csv`, schema, ...more);
  expect(stderr).not.toMatch(/WB\d{4}/);
  expect(exit).toBe(0);
  const { drift = [] } = dataSection.parse(JSON.parse(stdout));
  return new Map(drift.map((entry) => [entry.column, entry]));
}

test('the customers of week 39 hold the schema and drifted from those of week 26', async () => {
  const drift = await driftOf(39);
  const drifted = [...drift.values()].filter((entry) => entry.drifted).map(({ column }) => column);
  expect(drifted).toEqual(expect.arrayContaining(['days_since_last', 'churned']));
  expect(drift.get('days_since_last')?.psi).toBeGreaterThan(0.5);
  expect(drifted).not.toContain('acquisition_month');
});

test('a week does not drift from itself', async () => {
  const drift = await driftOf(26);
  expect(drift.size).toBeGreaterThan(9);
  expect([...drift.values()].filter((entry) => entry.drifted)).toEqual([]);
});
