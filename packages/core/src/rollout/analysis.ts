import type { MetricAnalysis, Rollout, RolloutStep, WatchedMetric } from '../record/rollout.ts';
import { marginText, percentsOf } from '../report/ship/share.ts';
import type { Ends } from '../stats/levels.ts';
import { confidenceSequence } from './sequence.ts';
import { strataOf, sumsOf, windowsOf } from './strata.ts';

/**
 * What one metric says of the canary after all its windows: the difference of the shares of bad events, canary − stable,
 * stratified by step and window, with ends that hold however often one looks. `harm`: the whole interval lies above the margin;
 * `no harm`: all of it lies below. `alpha` is that of this metric alone.
 */
export function analyse(
  steps: readonly RolloutStep[],
  metric: WatchedMetric,
  { alpha }: { readonly alpha: number },
): MetricAnalysis {
  const { name, margin } = metric;
  const sums = sumsOf(steps.flatMap((step) => windowsOf(step, name)));
  const counts = {
    name,
    canary: { bad: sums.canaryBad, all: sums.canaryAll },
    stable: { bad: sums.stableBad, all: sums.stableAll },
    margin,
  };
  const sequence = confidenceSequence(strataOf(steps, name), margin, alpha);
  if (!sequence) return { ...counts, outcome: 'no data', reason: missing(sums.canaryAll, sums.stableAll) };
  const outcome = outcomeOf(sequence, margin);
  const analysis = { ...counts, ...sequence, outcome, reason: '' };
  return { ...analysis, reason: reasonOf(analysis) };
}

/** Every metric of a rollout. Its alpha is split evenly: the chance that any of them aborts an innocent canary stays below it. */
export function analyseAll({ steps, plan }: Pick<Rollout, 'steps' | 'plan'>): MetricAnalysis[] {
  const alpha = plan.alpha / Math.max(1, plan.metrics.length);
  return plan.metrics.map((metric) => analyse(steps, metric, { alpha }));
}

function outcomeOf({ low, high }: Ends, margin: number): MetricAnalysis['outcome'] {
  if (low > margin) return 'harm';
  return high < margin ? 'no harm' : 'undecided';
}

function missing(canary: number, stable: number): string {
  if (canary === 0 && stable === 0) return 'Nothing was counted on either side.';
  if (canary === 0) return 'Nothing was counted on the canary’s side.';
  if (stable === 0) return 'Nothing was counted on the stable side.';
  return 'The two sides were never counted at the same step.';
}

const meanings: Readonly<Record<MetricAnalysis['outcome'], string>> = {
  harm: 'all of it above the limit of',
  'no harm': 'all of it below the limit of',
  undecided: 'which does not settle the limit of',
  'no data': 'of no use for the limit of',
};

function reasonOf(analysis: MetricAnalysis): string {
  const { difference = '', ends = '' } = percentsOf(analysis);
  return `The share moved by ${difference}, ${ends} points at any time, ${meanings[analysis.outcome]} +${marginText(analysis)}.`;
}
