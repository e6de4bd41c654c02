import type { MetricName } from '../metric/catalogue.ts';
import type { Delta } from '../record/comparison.ts';
import type { Interval } from '../record/evaluation.ts';
import type { EndLevels, Ends } from '../stats/levels.ts';

/** How sure a delta is: what a method adds to it. */
export type Sureness = Pick<Delta, 'interval' | 'standardError' | 'test'>;

/** −ln ε: no row's log loss is larger. */
const largestLogLoss = -Math.log(Number.EPSILON);

/** The largest difference that two values of a metric can have. */
function reachOf(name: MetricName): number {
  if (name === 'log_loss') return largestLogLoss;
  return name === 'matthews_corrcoef' || name === 'cohen_kappa' ? 2 : 1;
}

/** An interval that holds the delta and stays within what the metric can do. */
export function boundedInterval(
  ends: Ends,
  delta: number,
  name: MetricName,
  levels: EndLevels,
  method: string,
): Interval {
  const reach = reachOf(name);
  return {
    low: Math.min(delta, Math.max(-reach, ends.low)),
    high: Math.max(delta, Math.min(reach, ends.high)),
    lowLevel: levels.low,
    highLevel: levels.high,
    method,
  };
}

/** The method's name with what else shaped it, for the record. */
export function methodName(
  method: string,
  { paired, grouped, weighted }: { readonly paired: boolean; readonly grouped: boolean; readonly weighted: boolean },
): string {
  return [
    method,
    ...(paired ? [] : ['unpaired']),
    ...(grouped ? ['by group'] : []),
    ...(weighted ? ['weighted'] : []),
  ].join(', ');
}
