import type { MetricName } from '../src/metric/catalogue.ts';
import { type BinaryEvaluation, evaluateBinary } from '../src/metric/evaluate.ts';
import type { GateLine } from '../src/policy/policy.ts';
import type { ColumnCounts } from '../src/port/table.ts';
import type { Digest, Evaluation } from '../src/record/evaluation.ts';
import { seededRandom } from '../src/stats/random.ts';
import type { WatchRules, WindowInput } from '../src/watch/judge.ts';

/** A digest that ends in the given digits. */
export function digestOf(tail: string): Digest {
  return `sha256:${tail.padStart(64, '0')}`;
}

/** A line of `gate` about one metric; limits as they are written. */
export function gateLine(
  metric: string,
  limits: Partial<Record<'min' | 'max' | 'maxDrop' | 'maxRise', number | `${number}%`>>,
  more: Partial<Pick<GateLine, 'slice' | 'minRows'>> = {},
): GateLine {
  const amounts = Object.entries(limits).map(([key, written]) => {
    const relative = typeof written === 'string';
    return [key, { amount: relative ? Number.parseFloat(written) / 100 : written, relative, written: String(written) }];
  });
  return {
    line: 1,
    metric,
    ...Object.fromEntries(amounts),
    minRows: 0,
    judge: 'proof',
    judgeAbsolute: 'point',
    ...more,
  };
}

/** A column of numbers that the reference has in equal bins. */
export function numbers(column: string, now: readonly number[], more: { was?: number; missing?: number } = {}) {
  const { was = 10_000, missing = 0 } = more;
  return {
    kind: 'number',
    column,
    was: { rows: was, missing: 0, median: 5 },
    now: { rows: now.reduce((sum, count) => sum + count, missing), missing, median: 6 },
    bins: now.map((count, index) => ({ from: index, to: index + 1, was: was / now.length, now: count })),
  } satisfies ColumnCounts;
}

/** What a model said of rows, and how they ended: larger `signal` parts the classes better. */
export interface Drawn {
  readonly rows: number;
  readonly signal?: number;
  /** Share of positive rows. */
  readonly base?: number;
  /** How rows are parted in slices, in turn; a value that stands twice has twice the rows. */
  readonly regions?: readonly (string | null)[];
  readonly sliceMetrics?: readonly MetricName[];
}

/** An evaluation of seeded rows at threshold 0.5. */
export function drawnEvaluation(seed: string, { rows, signal = 1.5, base = 0.4, regions, sliceMetrics }: Drawn) {
  const random = seededRandom(seed);
  const target = Uint8Array.from({ length: rows }, () => Number(random() < base));
  const noise = (): number => Math.log(1 / random() - 1);
  const score = Float64Array.from(target, (y) => 1 / (1 + Math.exp(-signal * (2 * y - 1) - noise())));
  const values = [...new Set(regions)];
  const codes = Uint8Array.from(target, (_, row) => values.indexOf(regions?.[row % regions.length] ?? null));
  const slices = regions ? [{ column: 'region', codes, values }] : [];
  const settings = { target: 'churned', score: 'score', threshold: 0.5 };
  return evaluateBinary({ target, score, slices }, settings, sliceMetrics ? { sliceMetrics } : {});
}

/** The same as the champion's record keeps it. */
export function recorded(evaluation: BinaryEvaluation): Evaluation {
  return { ...evaluation, digests: { predictions: digestOf('a'), rows: digestOf('b') } };
}

/** Rules with nothing but the usual. */
export function rulesWith(more: Partial<WatchRules> = {}): WatchRules {
  return { alpha: 0.05, drift: [], gate: [], minRows: 100, score: 'score', ...more };
}

/** A window of 1,000 rows of one day. */
export function windowWith(more: Partial<WindowInput> = {}): WindowInput {
  return {
    id: '2025-11-20T00:00:00.000Z',
    from: '2025-11-20T00:00:00.000Z',
    to: '2025-11-21T00:00:00.000Z',
    rows: 1000,
    reference: digestOf('1'),
    by: digestOf('2'),
    columns: [],
    absent: [],
    showValues: false,
    service: [],
    ...more,
  };
}
