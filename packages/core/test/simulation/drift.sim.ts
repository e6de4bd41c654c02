import { expect, test } from 'vitest';
import { driftOf, isBeyondNoise, usualDrift } from '../../src/drift/drift.ts';
import type { ColumnCounts } from '../../src/port/table.ts';
import type { Drift } from '../../src/record/data.ts';
import { type Random, seededRandom } from '../../src/stats/random.ts';
import { alpha, say, stateRate } from './simulate.ts';
import { categoryColumn, countColumn, normalColumn, zipf } from './tables.ts';

/** Twenty columns of a table that did not change: numbers, counts with ties, categories from two values to thousands. */
function still(n: number, random: Random): readonly ColumnCounts[] {
  const numbers = [0, 0, 0.001, 0.1].map((missing, index) =>
    normalColumn(n, random, { column: `number ${index}`, missing: [missing, missing] }),
  );
  const { ks: _ks, ...byProfile } = { ks: 0, ...normalColumn(n, random, { column: 'number by profile' }) };
  const counts = [0.2, 1, 3, 7].map((mean) => countColumn(n, random, `count ${mean}`, mean));
  const categories = [2, 2, 3, 4, 5, 7, 12, 26, 50, 99].map((values, index) =>
    categoryColumn(n, random, {
      column: `category ${index}`,
      was: zipf(values),
      missing: [0.002 * index, 0.002 * index],
    }),
  );
  const many = categoryColumn(n, random, { column: 'many values', was: zipf(3000), listed: 100 });
  return [...numbers, byProfile, ...counts, ...categories, many];
}

function found(counts: readonly ColumnCounts[]): readonly Drift[] {
  return driftOf([{ dataset: 'train', by: 'rows', counts, showValues: false }], { alpha, lines: [] });
}

test.each([
  [10_000, 1000],
  [1_000_000, 200],
])('nothing drifted: 20 columns of %d rows, %d runs', (n, runs) => {
  const random = seededRandom(`drift, still, ${n}`);
  let [anyDrift, anyNoise, largest] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const columns = found(still(n, random));
    expect(columns).toHaveLength(20);
    anyDrift += Number(columns.some(({ drifted }) => drifted));
    anyNoise += Number(columns.some((column) => isBeyondNoise(column, alpha)));
    largest = Math.max(largest, ...columns.map(({ psi }) => psi));
  }
  const drifted = stateRate(`A/A, ${n} rows: runs with a drifted column`, anyDrift, runs);
  const moved = stateRate(`A/A, ${n} rows: runs with a column beyond noise, whatever its effect`, anyNoise, runs);
  say(`A/A, ${n} rows: largest corrected index ${largest.toFixed(5)}`);
  expect(drifted.share).toBeLessThanOrEqual(alpha);
  expect(moved.low).toBeLessThanOrEqual(alpha);
});

interface Planted {
  readonly what: string;
  readonly column: (n: number, random: Random) => ColumnCounts;
  /** Whether its effect is beyond the usual limit, so that the column counts as drifted and not only as moved. */
  readonly beyondLimit: boolean;
}

/** A limit for who wants to hear of small shifts; the usual one is twenty times as wide. */
const narrow = 0.005;

const half: readonly number[] = [0.3, 0.3, 0.2, 0.1, 0.1];
const planted: readonly Planted[] = [
  {
    what: 'a mean by 0.2 standard deviations',
    column: (n, random) => normalColumn(n, random, { column: 'planted', shift: 0.2 }),
    beyondLimit: false,
  },
  {
    what: 'a category’s share by 5 points',
    column: (n, random) =>
      categoryColumn(n, random, { column: 'planted', was: half, now: [0.35, 0.25, 0.2, 0.1, 0.1] }),
    beyondLimit: false,
  },
  {
    what: 'a share of missing cells by 3 points',
    column: (n, random) => normalColumn(n, random, { column: 'planted', missing: [0.02, 0.05] }),
    beyondLimit: false,
  },
  {
    what: 'a mean by half a standard deviation',
    column: (n, random) => normalColumn(n, random, { column: 'planted', shift: 0.5 }),
    beyondLimit: true,
  },
  {
    what: 'a new value of 5 points',
    column: (n, random) => categoryColumn(n, random, { column: 'planted', was: [...half, 0], now: [...half, 0.05] }),
    beyondLimit: true,
  },
];

test.each([
  [10_000, 100],
  [1_000_000, 10],
])('shifts among 19 other columns of %d rows, %d runs', (n, runs) => {
  const random = seededRandom(`drift, planted, ${n}`);
  for (const { what, column, beyondLimit } of planted) {
    let [moved, drifted, watched, psi] = [0, 0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const hit = found([...still(n, random).slice(1), column(n, random)]).find((each) => each.column === 'planted');
      moved += Number(hit !== undefined && isBeyondNoise(hit, alpha));
      drifted += Number(hit?.drifted === true);
      watched += Number(hit !== undefined && isBeyondNoise(hit, alpha) && hit.psi > narrow);
      psi += (hit?.psi ?? 0) / runs;
    }
    const shown = stateRate(`${n} rows, ${what}: found beyond noise`, moved, runs);
    const limited = stateRate(`${n} rows, ${what}: index ${psi.toFixed(4)}, past ${usualDrift}`, drifted, runs);
    const strict = stateRate(`${n} rows, ${what}: drifted under a limit of ${narrow}`, watched, runs);
    expect([shown.share, strict.share]).toEqual([1, 1]);
    expect(limited.share).toBe(beyondLimit ? 1 : 0);
  }
});
