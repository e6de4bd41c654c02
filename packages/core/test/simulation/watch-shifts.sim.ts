import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { seededRandom } from '../../src/stats/random.ts';
import { drawReference, drawWindow } from './shift-counts.ts';
import { judged } from './shift-judge.ts';
import { drawAnswers, judgedAnswers } from './shift-performance.ts';
import { delayOf, neverOf, type Result, tryOut } from './shift-results.ts';
import { type Story, stories } from './shifts.ts';

const referenceRows = 10_000;
const evaluationRows = 5000;
const sizes = [200, 1000, 5000];
/** So many references are drawn; later runs use them again. */
const references = 20;
const runsOf = { nothing: 0, sudden: 100, gradual: 100, seasonal: 20, performance: 100 };

const results: Result[] = [];

/** `SHIFT_RESULTS=path` keeps the numbers for scripts/watch-table.ts. */
afterAll(() => {
  const path = process.env['SHIFT_RESULTS'];
  if (path) writeFileSync(path, `${JSON.stringify(results)}\n`);
});

/** By the default rule. */
function usual(found: readonly Result[]): Result {
  results.push(...found);
  const result = found.find(({ rule }) => rule === '3 of 5');
  if (!result) throw new Error('the default rule was not tried');
  return result;
}

function simulate(story: Story, perDay: number): Result {
  const { name, kind, days, windows, shifted } = story;
  if (kind === 'nothing') throw new Error('nothing is planted');
  const random = seededRandom(`watch, shifts, ${name}, ${perDay}`);
  const pool = Array.from({ length: references }, () => drawReference(referenceRows, story, random));
  const start = (run: number) => (index: number) => {
    const reference = pool[run % references];
    if (!reference) throw new Error('no reference');
    return judged(String(index), drawWindow(reference, story, { index, perDay }, random));
  };
  return usual(tryOut({ story: name, kind, perDay, days, runs: runsOf[kind], shifted, windows, start }));
}

const cases = stories.flatMap((story) => sizes.map((perDay) => ({ name: story.name, story, perDay })));
test.each(cases)('$name, $perDay rows a day', ({ name, story, perDay }) => {
  const [found, expected] = [simulate(story, perDay), expectFound[name]];
  if (!expected) throw new Error('nothing is expected of it');
  expected(found, perDay);
});

type Expectation = (found: Result, perDay: number) => void;

/** Far beyond the limit nine of ten are found within the fewest windows that can ring, or one more. */
const atOnce: Expectation = (found) => {
  expect(neverOf(found)).toBe(0);
  expect(delayOf(found, 0.9)).toBeLessThanOrEqual(4);
};

/** A season beyond the limit is a shift like any other; holding all of it in the reference does not hide it. */
const rings: Expectation = (found) => expect(neverOf(found)).toBe(0);

const expectFound: Readonly<Record<string, Expectation>> = {
  'mean + 0.25 sd': (found, perDay) => {
    if (perDay >= 1000) expect(neverOf(found)).toBeGreaterThan(0.95);
  },
  'mean + 0.35 sd': (found, perDay) => {
    expect(neverOf(found)).toBeLessThan(0.05);
    expect(delayOf(found, 0.5)).toBeLessThanOrEqual(perDay >= 1000 ? 4 : 8);
  },
  'mean + 0.5 sd': atOnce,
  'spread × 1.5': atOnce,
  'a new value, 5% of rows': atOnce,
  'all eight numbers + 0.5 sd': atOnce,
  'mean + 0.5 sd over 60 days': (found) => {
    expect(neverOf(found)).toBe(0);
    expect(delayOf(found, 0.9)).toBeLessThan(60);
  },
  'yearly, not in the reference': rings,
  'yearly, in the reference': rings,
  'weekly, in the reference': rings,
  'weekly, in each window': (found) => expect(found.alarms).toBe(0),
};

/** Labels of the windows have come: the delay of labels is to be added. */
const falls = [0.05, 0.1].flatMap((fall) => sizes.map((rows) => ({ fall, rows })));
test.each(falls)('the area under the ROC curve falls by $fall, $rows labelled rows a window', ({ fall, rows }) => {
  const random = seededRandom(`watch, performance, ${fall}, ${rows}`);
  const champion = 0.75;
  const pool = Array.from({ length: references }, () => drawAnswers(evaluationRows, champion, random));
  const start = (run: number) => (index: number) => {
    const reference = pool[run % references];
    if (!reference) throw new Error('no reference');
    return judgedAnswers(String(index), drawAnswers(rows, champion - fall, random), reference);
  };
  const trial = { kind: 'performance', perDay: rows, days: 1, runs: runsOf.performance, windows: 30, start } as const;
  const found = usual(tryOut({ ...trial, story: `roc_auc − ${fall.toFixed(2)}`, shifted: ['roc_auc'] }));
  if (rows >= 5000) expect(delayOf(found, 0.9)).toBeLessThanOrEqual(5);
  if (fall >= 0.1) expect(neverOf(found)).toBeLessThan(0.05);
});
