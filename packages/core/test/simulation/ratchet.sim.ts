import { expect, test } from 'vitest';
import { deltaLevels } from '../../src/comparison/family.ts';
import { judgeRelative } from '../../src/gate/relative.ts';
import { binomialDraw, type Random, seededRandom } from '../../src/stats/random.ts';
import { powerAt } from '../../src/stats/sample-size.ts';
import { accuracyDelta, alpha, stateRate } from './simulate.ts';

const n = 20_000;
const steps = 30;
const runs = 2000;
const discordance = 0.08;
const margin = 0.01;
const anchorLimit = 0.02;
/** Two relative checks: against the baseline and against the anchor. */
const levels = deltaLevels('higher', alpha, 2);

/** Rows by whether the anchor and the model of today get them right. */
interface Standing {
  readonly bothRight: number;
  readonly anchorOnly: number;
  readonly todayOnly: number;
  readonly bothWrong: number;
}

/** One accepted change: rows move between right and wrong. */
function move(rows: Standing, accuracy: number, drop: number, random: Random) {
  const lost = (count: number) => binomialDraw(count, (discordance + drop) / 2 / accuracy, random);
  const won = (count: number) => binomialDraw(count, (discordance - drop) / 2 / (1 - accuracy), random);
  const [lostA, lostB, wonA, wonB] = [
    lost(rows.bothRight),
    lost(rows.todayOnly),
    won(rows.anchorOnly),
    won(rows.bothWrong),
  ];
  const next: Standing = {
    bothRight: rows.bothRight - lostA + wonA,
    anchorOnly: rows.anchorOnly + lostA - wonA,
    todayOnly: rows.todayOnly - lostB + wonB,
    bothWrong: rows.bothWrong + lostB - wonB,
  };
  return { next, b: lostA + lostB, c: wonA + wonB };
}

/** The first red change of a series, and the standard errors that its reports stated for the anchor. */
function series(drop: number, random: Random, errors: Float64Array): number {
  let accuracy = 0.8;
  const right = binomialDraw(n, accuracy, random);
  let rows: Standing = { bothRight: right, anchorOnly: 0, todayOnly: 0, bothWrong: n - right };
  for (let step = 1; step <= steps; step++) {
    const { next, b, c } = move(rows, accuracy, drop, random);
    rows = next;
    accuracy -= drop;
    const toAnchor = accuracyDelta({ b: rows.anchorOnly, c: rows.todayOnly, n }, levels);
    errors[step] = toAnchor.standardError;
    const red =
      judgeRelative(accuracyDelta({ b, c, n }, levels), margin, 'proof') === 'failed' ||
      judgeRelative(toAnchor, anchorLimit, 'proof') === 'failed';
    if (red) return step;
  }
  return Number.POSITIVE_INFINITY;
}

function firstReds(drop: number): { reds: number[]; errors: Float64Array } {
  const random = seededRandom(`ratchet ${drop}`);
  const errors = new Float64Array(steps + 1);
  const reds = Array.from({ length: runs }, () => series(drop, random, errors));
  return { reds, errors };
}

test('thirty accepted changes of −0.3 points turn red no later than the stated power says', () => {
  const drop = 0.003;
  const { reds, errors } = firstReds(drop);
  for (const stated of [0.5, 0.8, 0.95]) {
    const step = Array.from(errors.keys()).find((at) => {
      const error = errors[at] ?? 0;
      return error > 0 && powerAt(drop * at - anchorLimit, error, levels.high) >= stated;
    });
    if (step === undefined) throw new Error(`no step reaches a power of ${stated}`);
    const rate = stateRate(
      `ratchet: stated ${stated} at change ${step}; red by then`,
      reds.filter((at) => at <= step).length,
      runs,
    );
    expect(rate.high).toBeGreaterThanOrEqual(stated);
  }
  expect(Math.max(...reds)).toBeLessThanOrEqual(steps);
});

test('thirty equal changes turn red in at most alpha of the runs', () => {
  const { reds } = firstReds(0);
  const rate = stateRate('ratchet: equal changes, red', reds.filter(Number.isFinite).length, runs);
  expect(rate.share).toBeLessThanOrEqual(alpha);
});
