import { mixturePrecision } from '../stats/always-valid/normal-mixture.ts';
import { findRoot } from '../stats/find-root.ts';
import type { Ends } from '../stats/levels.ts';
import { constrainedShares } from './constrained.ts';
import type { Stratum } from './strata.ts';

/** The difference of two shares over strata, with ends that hold at all times at once. */
export interface Sequence extends Ends {
  readonly difference: number;
  /** Overdispersion, averaged over the strata by their variance. */
  readonly dispersion: number;
}

/** Bad events that a rollout is expected to be decided by; it sets when the sequence is tightest, not whether it holds. */
const decisiveEvents = 10;

/** Moments of the weighted total under one assumed difference. */
interface Moments {
  readonly variance: number;
  readonly plain: number;
  readonly third: number;
  readonly freedom: number;
}

/**
 * A two-sided confidence sequence for the stratified difference of shares at level 1 − alpha: all differences that the total
 * does not contradict. The total of the strata is a sum whose drift under a difference d is d·M; it is held against the
 * bound of the normal mixture with the variance under d (a score test), where M, the effective number of events, is the clock.
 *
 * Three things widen it. The dispersion between windows. That this is estimated: 2ℓ becomes ν(exp(2ℓ/ν) − 1), as the
 * mixture for a normal mean of unknown variance has it (Lai 1976; Wang & Ramdas 2024). And that counts of rare events are skewed:
 * the linear term ℓ/3 of a sub-gamma sum, with the third moment's scale (Boucheron, Lugosi, Massart 2013, §2.4).
 */
export function confidenceSequence(strata: readonly Stratum[], margin: number, alpha: number): Sequence | undefined {
  const weight = sum(strata, (stratum) => stratum.weight);
  if (!(weight > 0)) return undefined;
  const total = sum(strata, (stratum) => stratum.total);
  const precision = mixturePrecision(decisiveEvents / margin, alpha, 'two');
  const level = Math.log1p(weight / precision) / 2 - Math.log(alpha);
  const spread = (weight + precision) / weight;
  function bound(difference: number, side: 1 | -1): number {
    const { variance, plain, third, freedom } = momentsAt(strata, difference);
    if (!(plain > 0)) return 0;
    const quadratic = variance * spread * freedom * Math.expm1((2 * level) / freedom);
    const scale = ((Math.max(0, side * third) / plain) * variance) / plain;
    return Math.sqrt(quadratic) + (scale * level) / 3;
  }
  const difference = total / weight;
  // At a difference of one whole there is no variance, and the search would end where it begins.
  const inner = Math.min(1 - 1e-6, Math.max(-1 + 1e-6, difference));
  const isHigh = (d: number) => total - d * weight - bound(d, 1);
  const isLow = (d: number) => total - d * weight + bound(d, -1);
  const { variance, plain } = momentsAt(strata, difference);
  return {
    difference,
    low: isHigh(-1) <= 0 ? -1 : findRoot(isHigh, -1, inner),
    high: isLow(1) >= 0 ? 1 : findRoot(isLow, inner, 1),
    dispersion: plain > 0 ? Math.max(1, variance / plain) : 1,
  };
}

/** The degrees of freedom of a sum of estimated variances are Welch's and Satterthwaite's. */
function momentsAt(strata: readonly Stratum[], difference: number): Moments {
  let [variance, plain, third, squares] = [0, 0, 0, 0];
  for (const stratum of strata) {
    const { canary: p, stable: q } = constrainedShares(stratum.sums, difference);
    const [onCanary, onStable] = [p * (1 - p), q * (1 - q)];
    const own = onCanary * stratum.canarySpread + onStable * stratum.stableSpread;
    const widened = stratum.dispersion * own;
    plain += own;
    variance += widened;
    third += onCanary * (1 - 2 * p) * stratum.canarySkew - onStable * (1 - 2 * q) * stratum.stableSkew;
    squares += (widened * widened) / stratum.freedom;
  }
  const freedom = squares > 0 ? (variance * variance) / squares : 1;
  return { variance, plain, third, freedom };
}

function sum(strata: readonly Stratum[], value: (stratum: Stratum) => number): number {
  return strata.reduce((all, stratum) => all + value(stratum), 0);
}
