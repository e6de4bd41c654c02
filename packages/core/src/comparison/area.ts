import { aucSpread, type DelongResult, delongInterval, gap, type Spread } from '../stats/delong.ts';
import type { EndLevels } from '../stats/levels.ts';
import { aucInfluence } from '../stats/placement.ts';
import type { MeasuredSide } from './measured.ts';
import { type Sides, sameScores } from './side.ts';

/** Interval and test of candidate − reference of the area under the ROC curve: DeLong's, paired or not. */
export function areaDelta(
  delta: number,
  sides: Sides,
  measured: readonly [MeasuredSide, MeasuredSide],
  levels: EndLevels,
): DelongResult {
  const { candidate, reference, paired } = sides;
  const after = aucInfluence(candidate, measured[0].ranked());
  const before = aucInfluence(reference, measured[1].ranked());
  if (!(after && before)) return { low: -1, high: 1 };
  const smallerClass = Math.min(after.positives, after.negatives, before.positives, before.negatives);
  const spread = paired
    ? aucSpread(candidate, gap(after.influence, before.influence))
    : joined(aucSpread(candidate, after.influence), aucSpread(reference, before.influence));
  return delongInterval(delta, spread, { smallerClass, same: sameScores(sides) }, levels);
}

/** Variances of independent estimates add up; degrees of freedom by Satterthwaite. */
function joined(first: Spread, second: Spread): Spread {
  const variance = first.variance + second.variance;
  return {
    variance,
    freedom: variance ** 2 / (first.variance ** 2 / first.freedom + second.variance ** 2 / second.freedom),
  };
}
