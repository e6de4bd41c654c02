import type { Metric } from '../record/evaluation.ts';
import type { Judgement } from './relative.ts';

/**
 * DESIGN §8: `min` or `max` on the value itself, or with `bound` on the end of its interval: `passed` when the whole
 * interval is inside, `failed` when none of it is, else `inconclusive`. A value that is not there or not a number is
 * `failed`, and so is `bound` without an interval.
 */
export function judgeAbsolute(
  { value, interval }: Pick<Metric, 'value' | 'interval'>,
  kind: 'min' | 'max',
  limit: number,
  judge: 'point' | 'bound',
): Judgement {
  if (value === undefined || !Number.isFinite(value) || Number.isNaN(limit)) return 'failed';
  const holds = (end: number): boolean => (kind === 'min' ? end >= limit : end <= limit);
  if (judge === 'point') return holds(value) ? 'passed' : 'failed';
  if (!interval || Number.isNaN(interval.low) || Number.isNaN(interval.high)) return 'failed';
  const [worst, best] = kind === 'min' ? [interval.low, interval.high] : [interval.high, interval.low];
  if (!holds(best)) return 'failed';
  return holds(worst) ? 'passed' : 'inconclusive';
}
