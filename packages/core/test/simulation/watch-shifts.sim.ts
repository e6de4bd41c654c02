import { writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { AlarmRule } from '../../src/policy/watch.ts';
import type { WatchWindow } from '../../src/record/watch.ts';
import { type Random, seededRandom } from '../../src/stats/random.ts';
import { drawReference, drawWindow, type Reference } from './shift-counts.ts';
import { alarmRules, judged, type Rung, ruleName, rungOf } from './shift-judge.ts';
import { type Story, stories } from './shifts.ts';
import { say } from './simulate.ts';

const referenceRows = 10_000;
const sizes = [200, 1000, 5000];
/** References are drawn anew for so many runs, and then used again. */
const references = 20;
const runsOf = { nothing: 0, sudden: 200, gradual: 200, seasonal: 20 };

/** One line of the table in docs/watching.md. */
interface Result {
  readonly story: string;
  readonly kind: Story['kind'];
  /** Rows a day; a window has `days` of them. */
  readonly perDay: number;
  readonly days: number;
  readonly rule: string;
  readonly runs: number;
  /** Runs in which an alarm on a shifted column rang by each window. */
  readonly byWindow: readonly number[];
  /** Alarms on shifted columns that began, and windows in which one rang, over all runs; of seasons alone. */
  readonly alarms: number;
  readonly ringing: number;
}

const results: Result[] = [];

/** `SHIFT_RESULTS=path` keeps the numbers for scripts/watch-table.ts. */
afterAll(() => {
  const path = process.env['SHIFT_RESULTS'];
  if (path) writeFileSync(path, `${JSON.stringify(results)}\n`);
});

function simulate(story: Story, perDay: number): ReadonlyMap<string, Result> {
  const random = seededRandom(`watch, shifts, ${story.name}, ${perDay}`);
  const pool = Array.from({ length: references }, () => drawReference(referenceRows, story, random));
  const runs = runsOf[story.kind];
  const found = alarmRules.map((): Rung[] => []);
  for (let run = 0; run < runs; run++) {
    const reference = pool[run % references];
    if (!reference) continue;
    const windows = look(story, perDay, reference, random);
    for (const [index, rule] of alarmRules.entries()) found[index]?.push(rungOf(windows, rule, story.shifted));
  }
  return new Map(alarmRules.map((rule, index) => [ruleName(rule), resultOf(story, perDay, rule, found[index] ?? [])]));
}

/** Windows of one run, all of a season; of others only until each rule has rung. */
function look(story: Story, perDay: number, reference: Reference, random: Random): readonly WatchWindow[] {
  const windows: WatchWindow[] = [];
  for (let index = 0; index < story.windows; index++) {
    windows.push(judged(`${index}`, drawWindow(reference, story, { index, perDay }, random)));
    const pause = story.kind !== 'seasonal' && index % 10 === 9;
    if (pause && alarmRules.every((rule) => rungOf(windows, rule, story.shifted).first >= 0)) break;
  }
  return windows;
}

function resultOf(story: Story, perDay: number, rule: AlarmRule, rungs: readonly Rung[]): Result {
  const byWindow = Array.from({ length: story.windows }, (_, window) => {
    return rungs.filter(({ first }) => first >= 0 && first <= window).length;
  });
  const sum = (of: (rung: Rung) => number) => rungs.reduce((total, rung) => total + of(rung), 0);
  const [runs, name] = [rungs.length, ruleName(rule)];
  const result: Result = {
    ...{ story: story.name, kind: story.kind, perDay, days: story.days, rule: name, runs, byWindow },
    ...{ alarms: sum(({ alarms }) => alarms), ringing: sum(({ windows }) => windows) },
  };
  results.push(result);
  const delay = (share: number) => delayOf(result, share) ?? 'none';
  say(
    `${story.name}, ${perDay} rows a day, ${name}: half of ${runs} found by window ${delay(0.5)}, ` +
      `90% by ${delay(0.9)}, never found ${neverOf(result).toFixed(3)}, ` +
      `alarms ${(result.alarms / runs).toFixed(2)}, ringing ${(result.ringing / runs / story.windows).toFixed(3)}`,
  );
  return result;
}

/** The window by which a share of all runs was found, from 1. */
function delayOf({ byWindow, runs }: Result, share: number): number | undefined {
  const at = byWindow.findIndex((count) => count >= share * runs);
  return at < 0 ? undefined : at + 1;
}

function neverOf({ byWindow, runs }: Result): number {
  return 1 - (byWindow.at(-1) ?? 0) / runs;
}

const cases = stories.flatMap((story) => sizes.map((perDay) => ({ name: story.name, story, perDay })));
test.each(cases)('$name, $perDay rows a day', ({ name, story, perDay }) => {
  const found = simulate(story, perDay);
  expectFound[name]?.(found.get('3 of 5'), perDay);
  expect(found.size).toBe(alarmRules.length);
});

type Expectation = (found: Result | undefined, perDay: number) => void;

/** Far beyond the limit nine of ten are found within the fewest windows that can ring, or one more. */
const atOnce: Expectation = (found) => {
  expect(found && neverOf(found)).toBe(0);
  expect(found && delayOf(found, 0.9)).toBeLessThanOrEqual(4);
};

/** A season beyond the limit is a shift like any other; holding all of it in the reference does not hide it. */
const rings: Expectation = (found) => expect(found && neverOf(found)).toBe(0);

const expectFound: Readonly<Record<string, Expectation>> = {
  'mean + 0.25 sd': (found, perDay) => {
    if (perDay >= 1000) expect(found && neverOf(found)).toBeGreaterThan(0.95);
  },
  'mean + 0.5 sd': atOnce,
  'spread × 1.5': atOnce,
  'a new value, 5% of rows': atOnce,
  'all eight numbers + 0.5 sd': atOnce,
  'mean + 0.5 sd over 60 days': (found) => {
    expect(found && neverOf(found)).toBe(0);
    expect(found && delayOf(found, 0.9)).toBeLessThan(60);
  },
  'yearly, not in the reference': rings,
  'yearly, in the reference': rings,
  'weekly, in the reference': rings,
  'weekly, in each window': (found) => expect(found?.alarms).toBe(0),
};
