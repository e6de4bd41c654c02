import type { Descending } from './placement.ts';

/**
 * Each row's share of the error of average precision (Σ of precision over steps of recall, scikit-learn's): its weight
 * times the derivative by it, in row order; they add up to zero. One pass down the sorted scores and one back up, tied scores
 * together. Undefined without a positive row.
 */
export function averagePrecisionInfluence(
  { target, weight }: { readonly target: Uint8Array; readonly weight?: Float64Array },
  order: Descending,
): Float64Array | undefined {
  const steps = tiedSteps(target, weight, order);
  const last = steps.at(-1);
  if (!last || last.truePositive === 0) return undefined;
  const positives = last.truePositive;
  const area = steps.reduce((sum, { gained, precision }) => sum + (gained / positives) * precision, 0);
  const influence = new Float64Array(target.length);
  let byHit = 0;
  let byMiss = 0;
  for (const step of steps.toReversed()) {
    const share = step.gained / positives / (step.truePositive + step.falsePositive || 1) ** 2;
    byHit += share * step.falsePositive;
    byMiss -= share * step.truePositive;
    const ofPositive = (step.precision - area) / positives + byHit;
    for (let at = step.from; at < step.to; at++) {
      const row = order.row[at] as number;
      influence[row] = (weight ? (weight[row] as number) : 1) * (target[row] === 1 ? ofPositive : byMiss);
    }
  }
  return influence;
}

/** Rows with one score, and the sums of weights of all rows down to them. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly gained: number;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly precision: number;
}

function tiedSteps(target: Uint8Array, weight: Float64Array | undefined, { score, row }: Descending): Step[] {
  const steps: Step[] = [];
  let truePositive = 0;
  let falsePositive = 0;
  for (let from = 0, to = 0; from < row.length; from = to) {
    const before = truePositive;
    for (; to < row.length && score[to] === score[from]; to++) {
      const at = row[to] as number;
      const own = weight ? (weight[at] as number) : 1;
      if (target[at] === 1) truePositive += own;
      else falsePositive += own;
    }
    const flagged = truePositive + falsePositive;
    const precision = flagged === 0 ? 0 : truePositive / flagged;
    steps.push({ from, to, gained: truePositive - before, truePositive, falsePositive, precision });
  }
  return steps;
}
