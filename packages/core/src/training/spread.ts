import type { RunSpread } from '../record/training.ts';
import { chiSquareQuantile } from '../stats/chi-square.ts';

const tail = 0.025;

/**
 * Spread of each metric between runs that differ by their seed only; metrics with fewer than two values are left out.
 * `(k−1)s²/σ²` has a chi-square distribution with k−1 degrees of freedom when the metric is normal between runs, which
 * gives the 95% interval of σ. (Cochran's theorem; for example Casella and Berger, Statistical Inference, §9.2.)
 */
export function spreadOf(runs: readonly ReadonlyMap<string, number>[]): readonly RunSpread[] {
  const names = new Set(runs.flatMap((run) => [...run.keys()]));
  return [...names].flatMap((metric) => {
    const values = runs.map((run) => run.get(metric) ?? Number.NaN).filter(Number.isFinite);
    return values.length < 2 ? [] : [spreadOfOne(metric, values)];
  });
}

function spreadOfOne(metric: string, values: readonly number[]): RunSpread {
  const runs = values.length;
  const mean = sum(values) / runs;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return {
    metric,
    runs,
    mean,
    deviation: Math.sqrt(squares / (runs - 1)),
    low: Math.sqrt(squares / chiSquareQuantile(1 - tail, runs - 1)),
    high: Math.sqrt(squares / chiSquareQuantile(tail, runs - 1)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
