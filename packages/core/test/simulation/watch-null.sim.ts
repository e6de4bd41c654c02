import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { AlarmRule } from '../../src/policy/watch.ts';
import type { WatchWindow } from '../../src/record/watch.ts';
import { seededRandom } from '../../src/stats/random.ts';
import { replayAlarms } from '../../src/watch/alarm.ts';
import { expectationOf } from '../../src/watch/expected.ts';
import { judgeWindow, type WatchRules } from '../../src/watch/judge.ts';
import { drawnEvaluation, gateLine, recorded, rulesWith, windowWith } from '../watch-windows.ts';
import { say } from './simulate.ts';
import { type StillWindow, stillWorld } from './still-windows.ts';

const years = 200;
const reference = { data: 20_000, evaluation: 5000 };
const labels = { matured: true, labelled: 1, missing: 0, duplicated: 0, contradictory: 0 };

interface Watched {
  readonly rule: AlarmRule;
  /** Whether every effect counts, so that it rings as often as significance alone lets it. */
  readonly anyEffect: boolean;
}

const often: AlarmRule = { k: 1, n: 1, closeAfter: 1 };
const watched: readonly Watched[] = [
  { rule: often, anyEffect: true },
  { rule: { k: 2, n: 3, closeAfter: 3 }, anyEffect: true },
  { rule: { k: 3, n: 5, closeAfter: 3 }, anyEffect: true },
  { rule: { k: 3, n: 5, closeAfter: 3 }, anyEffect: false },
];

/** Limits of every column, of shares of the whole, and of a share in slices. */
function limitsOf(anyEffect: boolean): WatchRules {
  const margin = anyEffect ? 0 : 0.02;
  const max = { amount: anyEffect ? 0 : 0.1, relative: false, written: 'of this simulation' };
  return rulesWith({
    drift: [{ line: 1, measure: 'psi', columns: 'all', max }],
    gate: [
      ...['accuracy', 'precision', 'specificity'].map((metric) => gateLine(metric, { maxDrop: margin })),
      gateLine('recall', { maxDrop: margin }, { slice: 'region' }),
    ],
  });
}

const results: (Mean & { readonly what: string; readonly said: number })[] = [];

/** `WATCH_NULL_RESULTS=path` keeps the numbers for scripts/watch-table.ts. */
afterAll(() => {
  const path = process.env['WATCH_NULL_RESULTS'];
  if (path) writeFileSync(path, `${JSON.stringify(results)}\n`);
});

const [strict, usual] = [limitsOf(true), limitsOf(false)];

function judged(drawn: Partial<StillWindow>, rows: number, index: number, by: WatchRules): WatchWindow {
  return judgeWindow(windowWith({ ...drawn, id: String(index), rows, labels }), by);
}

interface Mean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Mean of counts with its 95 % interval: Student's, and of no event in any year the exact one of Poisson. */
function meanOf(counts: readonly number[]): Mean {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (mean === 0) return { mean, low: 0, high: -Math.log(0.025) / counts.length };
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  const reach = 1.972 * Math.sqrt(variance / counts.length);
  return { mean, low: Math.max(0, mean - reach), high: mean + reach };
}

/** Alarms that began in these windows. */
function begun(windows: readonly WatchWindow[], rule: AlarmRule): number {
  return replayAlarms(windows, rule).reduce(
    (sum, { window, ringing }) => sum + ringing.filter(({ since }) => since === window.id).length,
    0,
  );
}

/** Prints alarms of each year beside what was said beforehand; the mean may not be above that beyond chance. */
function compare(what: string, counts: readonly number[], said: number): Mean {
  const found = meanOf(counts);
  const [mean, low, high] = [found.mean, found.low, found.high].map((value) => value.toFixed(4));
  say(
    `A/A, ${what}: ${mean} (95% ${low} to ${high}, ${years} years) false alarms a year, at most about ${said.toFixed(4)}`,
  );
  expect(found.low).toBeLessThanOrEqual(said);
  results.push({ what, said, ...found });
  return found;
}

test.each([
  ['days of 500 rows', 365, 500],
  ['weeks of 3,500 rows', 52, 3500],
  ['months of 15,000 rows', 12, 15_000],
])('nothing changes: %s', (what, windowsPerYear, rows) => {
  const random = seededRandom(`watch, still, ${what}`);
  const all = Array.from({ length: years }, () => {
    const world = stillWorld(reference, random);
    const drawn = Array.from({ length: windowsPerYear }, () => world(rows));
    const any = drawn.map((each, index) => judged(each, rows, index, strict));
    const large = drawn.map((each, index) => judged(each, rows, index, usual));
    return watched.map(({ rule, anyEffect }) => begun(anyEffect ? any : large, rule));
  });
  const one = [judged(stillWorld(reference, random)(rows), rows, 0, strict)];
  for (const [index, { rule, anyEffect }] of watched.entries()) {
    const said = expectationOf(one, strict, rule, windowsPerYear, reference);
    const text = `${what}, ${rule.k} of ${rule.n}, ${anyEffect ? 'any effect' : 'usual limits'}`;
    const counts = all.map((year) => year[index] ?? 0);
    const { mean } = compare(text, counts, said);
    // As sharp as it can be where nothing but significance decides.
    if (rule === often) expect(mean).toBeGreaterThan(0.8 * said);
    if (!anyEffect) expect(mean).toBeLessThanOrEqual(said);
  }
});

test('nothing changes: areas and losses on 500 labelled rows a week', () => {
  const gate = [
    gateLine('roc_auc', { maxDrop: 0 }),
    gateLine('log_loss', { maxRise: 0 }),
    gateLine('f1', { maxDrop: 0 }),
  ];
  const rules = rulesWith({ gate });
  const windowOf = (year: number, week: number, champion: ReturnType<typeof recorded>): WatchWindow => {
    const now = drawnEvaluation(`year ${year}, week ${week}`, { rows: 500, base: 0.3 });
    return judged({ performance: { now, reference: champion } }, 500, week, rules);
  };
  const all = Array.from({ length: years }, (_, year) => {
    const champion = recorded(drawnEvaluation(`champion ${year}`, { rows: reference.evaluation, base: 0.3 }));
    return Array.from({ length: 52 }, (_unused, week) => windowOf(year, week, champion));
  });
  for (const rule of [often, { k: 2, n: 3, closeAfter: 3 }]) {
    const said = expectationOf(all[0] ?? [], rules, rule, 52, reference);
    const counts = all.map((windows) => begun(windows, rule));
    compare(`areas and losses, weeks of 500 rows, ${rule.k} of ${rule.n}`, counts, said);
  }
});
