import type { ColumnCounts } from '../../src/port/table.ts';
import type { Evaluation, Metric, SliceMetrics } from '../../src/record/evaluation.ts';
import { binomialDraw, multinomialDraw, type Random } from '../../src/stats/random.ts';
import { wilsonInterval } from '../../src/stats/wilson.ts';
import type { Performance } from '../../src/watch/performance.ts';
import type { ReferenceScores } from '../../src/watch/prediction.ts';
import type { ServiceFacts } from '../../src/watch/service.ts';
import { drawnEvaluation, recorded } from '../watch-windows.ts';
import { normals } from './rows.ts';
import { zipf } from './tables.ts';

/** Rows of a window of a world in which nothing ever changes, as they are drawn anew for each window. */
export interface StillWindow {
  readonly columns: readonly ColumnCounts[];
  readonly scores: {
    readonly reference: ReferenceScores;
    readonly now: {
      readonly rows: number;
      readonly missing: number;
      readonly positive: number;
      readonly bins: number[];
    };
  };
  readonly performance: Performance;
  readonly service: readonly ServiceFacts[];
}

/** Rows of the reference, and of the champion's evaluation. */
export interface Sizes {
  readonly data: number;
  readonly evaluation: number;
}

type Column = (now: number) => ColumnCounts;

/** A world with its reference already drawn: what it gives is a window of so many rows. */
export function stillWorld({ data, evaluation }: Sizes, random: Random): (rows: number) => StillWindow {
  const columns: readonly Column[] = [
    ...[0, 1, 2, 3].map((index) => numberColumn(`number ${index}`, data, random)),
    ...[2, 3, 5, 7, 12, 30].map((values) => categoryColumn(`${values} values`, data, random, values)),
    missingColumn('now and then', data, random),
  ];
  const scores = scoreColumn(evaluation, random);
  const reference = labelled(evaluation, random);
  const services = [0.001, 0.02].map((max) => ({
    name: `share ${max}`,
    bad: 'b',
    all: 'a',
    max,
    written: String(max),
  }));
  return (rows) => ({
    columns: columns.map((column) => column(rows)),
    scores: scores(rows),
    performance: { now: labelled(rows, random), reference },
    service: services.map((limit) => ({
      limit,
      counts: { bad: binomialDraw(rows * 5, limit.max, random), all: rows * 5 },
    })),
  });
}

function draw(rows: number, weights: readonly number[], random: Random): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const counts = new Float64Array(weights.length);
  multinomialDraw(
    rows,
    Float64Array.from(weights, (weight) => weight / total),
    random,
    counts,
  );
  return [...counts];
}

/** Bins are quantiles of the reference: equal there, their true shares the spacings of its rows. */
function numberColumn(column: string, was: number, random: Random): Column {
  const normal = normals(random);
  const each = was / 20;
  const shares = Array.from({ length: 20 }, () => each + Math.sqrt(each) * normal());
  return (rows) => ({
    kind: 'number',
    column,
    was: { rows: was, missing: 0, median: 10 },
    now: { rows, missing: 0, median: 10 },
    bins: draw(rows, shares, random).map((now, index) => ({ from: index, to: index + 1, was: each, now })),
  });
}

function categoryColumn(column: string, was: number, random: Random, values: number): Column {
  const before = draw(was, zipf(values), random);
  return (rows) => ({
    kind: 'category',
    column,
    was: { rows: was, missing: 0 },
    now: { rows, missing: 0 },
    values: draw(rows, zipf(values), random).map((now, index) => ({
      value: `v${index}`,
      was: before[index] ?? 0,
      now,
    })),
    distinctWas: values,
    distinctNow: values,
  });
}

/** One row of fifty has no value. */
function missingColumn(column: string, was: number, random: Random): Column {
  const lost = binomialDraw(was, 0.02, random);
  return (rows) => {
    const missing = binomialDraw(rows, 0.02, random);
    return {
      kind: 'category',
      column,
      was: { rows: was, missing: lost },
      now: { rows, missing },
      values: [{ value: 'here', was: was - lost, now: rows - missing }],
      distinctWas: 1,
      distinctNow: 1,
    };
  };
}

const bins = 10;
/** A model that is seldom sure. */
const scoreShares = Array.from({ length: bins }, (_, bin) => 1 / (1 + Math.abs(bin - 2)));

function scoreColumn(was: number, random: Random): (rows: number) => StillWindow['scores'] {
  const counts = draw(was, scoreShares, random);
  const positive = (all: readonly number[]): number => all.slice(bins / 2).reduce((sum, count) => sum + count, 0);
  const edges = Array.from({ length: bins + 1 }, (_, bin) => bin / bins);
  const reference = { edges, counts, rows: was, positive: positive(counts) };
  return (rows) => {
    const now = draw(rows, scoreShares, random);
    return { reference, now: { rows, missing: 0, positive: positive(now), bins: now } };
  };
}

const regions = ['north', 'south', 'east', 'west'];
const frame = recorded(drawnEvaluation('frame', { rows: 100 }));

/** Shares of rows as an evaluation has them, for the whole and four slices of equal size. */
function labelled(rows: number, random: Random): Evaluation {
  const part = Math.round(rows / regions.length);
  const slices = regions.map((value): SliceMetrics => {
    const metrics = [shareMetric('recall', Math.round(part * 0.3), 0.7, random)];
    return { slice: { column: 'region', value }, rows: part, positives: Math.round(part * 0.3), metrics };
  });
  const metrics = [
    shareMetric('accuracy', rows, 0.82, random),
    shareMetric('precision', Math.round(rows * 0.25), 0.66, random),
    shareMetric('specificity', Math.round(rows * 0.7), 0.93, random),
  ];
  return { ...frame, rows, metrics, slices };
}

function shareMetric(name: string, n: number, share: number, random: Random): Metric {
  const k = binomialDraw(n, share, random);
  const ends = wilsonInterval(k, n, { low: 0.05, high: 0.05 });
  const interval = { ...ends, lowLevel: 0.05, highLevel: 0.05, method: 'wilson' };
  return { name, direction: 'higher', value: k / n, n, interval };
}
