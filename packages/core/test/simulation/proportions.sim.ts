import { expect, test } from 'vitest';
import { judgeRelative } from '../../src/gate/relative.ts';
import { seededRandom } from '../../src/stats/random.ts';
import { powerAt } from '../../src/stats/sample-size.ts';
import table from '../fixtures/stats/gate-rule.json' with { type: 'json' };
import {
  accuracyDelta,
  alpha,
  type Change,
  drawDiscordance,
  globals,
  levels,
  slices,
  stateRate,
  verdictOf,
} from './simulate.ts';

const changes = 2000;
const discordance = 0.08;

/** How many changes the table's shares were simulated from, at least. */
const tableChanges = 2000;

function change(n: number, drop: number, random: () => number): Change {
  const parts = Array.from({ length: slices }, () => drawDiscordance(n / slices, discordance, drop, random));
  const sum = (read: (part: { b: number; c: number }) => number) =>
    parts.reduce((total, part) => total + read(part), 0);
  const first = { b: sum(({ b }) => b), c: sum(({ c }) => c), n };
  const others = Array.from({ length: globals - 1 }, () => drawDiscordance(n, discordance, drop, random));
  return {
    whole: [first, ...others].map((rows) => accuracyDelta(rows)),
    slices: parts.map((rows) => accuracyDelta(rows)),
  };
}

function expectNear(actual: number, expected: number, runs: number, other: number): void {
  const pooled = Math.min(1 - 1 / runs, Math.max(1 / runs, (actual + expected) / 2));
  const allowed = 3.5 * Math.sqrt(pooled * (1 - pooled) * (1 / runs + 1 / other));
  expect(Math.abs(actual - expected)).toBeLessThan(allowed);
}

/** The power that the report states for each check, put together for a change with independent metrics. */
function statedPower(n: number, drop: number, margin: number, sliceMargin: number) {
  const error = (rows: number) => Math.sqrt((discordance - drop * drop) / rows);
  const passes = powerAt(margin - drop, error(n), levels.low) ** globals;
  const survives = (1 - powerAt(drop - margin, error(n), levels.high)) ** globals;
  const sliceSurvives = (1 - powerAt(drop - sliceMargin, error(n / slices), levels.high)) ** slices;
  return { passes, fails: 1 - survives * sliceSurvives };
}

test.each(table.filter(({ n }) => n <= 20_000))(
  'n = $n, drop $true_drop, margins $margin_global and $margin_slice',
  (row) => {
    const random = seededRandom(JSON.stringify(row));
    const counts = { failed: 0, failedAtZero: 0, wholePassed: 0, slicesPassed: 0 };
    for (let turn = 0; turn < changes; turn++) {
      const drawn = change(row.n, row.true_drop, random);
      counts.failed += Number(verdictOf(drawn, row.margin_global, row.margin_slice) === 'failed');
      counts.failedAtZero += Number(verdictOf(drawn, 0, 0) === 'failed');
      counts.wholePassed += Number(
        drawn.whole.every((delta) => judgeRelative(delta, row.margin_global, 'proof') === 'passed'),
      );
      counts.slicesPassed += drawn.slices.filter(
        (delta) => judgeRelative(delta, row.margin_slice, 'proof') === 'passed',
      ).length;
    }
    const name = `n ${row.n}, drop ${row.true_drop}, margin ${row.margin_global}`;
    const failed = stateRate(`${name}: failed`, counts.failed, changes);
    const atZero = stateRate(`${name}: failed at margin 0`, counts.failedAtZero, changes);
    const passed = stateRate(`${name}: overall checks passed`, counts.wholePassed, changes);
    const sliced = stateRate(`${name}: slices shown harmless`, counts.slicesPassed, changes * slices);
    expectNear(failed.share, row.failed, changes, tableChanges);
    expectNear(passed.share, row.global_passed, changes, tableChanges);
    expectNear(sliced.share, row.slices_passed_share, changes * slices, tableChanges * slices);
    const stated = statedPower(row.n, row.true_drop, row.margin_global, row.margin_slice);
    expect(Math.abs(stated.fails - failed.share)).toBeLessThan(0.05);
    expect(Math.abs(stated.passes - passed.share)).toBeLessThan(0.05);
    if (row.true_drop > 0) return;
    expect(failed.low).toBeLessThanOrEqual(alpha);
    expect(failed.share).toBeLessThanOrEqual(alpha);
    expect(atZero.share).toBeLessThanOrEqual(alpha);
  },
);
