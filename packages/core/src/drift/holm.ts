/**
 * Holm's step-down adjustment (1979): whoever rejects what is at or below α errs in the whole family with probability
 * at most α, however the tests depend on each other. In the order given; NaN is treated as 1.
 */
export function holmAdjusted(values: readonly number[]): readonly number[] {
  const order = values.map((value, index) => ({ index, p: Number.isNaN(value) ? 1 : value })).sort((a, b) => a.p - b.p);
  const adjusted = values.map(() => 1);
  let highest = 0;
  for (const [rank, { index, p }] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (values.length - rank) * p));
    adjusted[index] = highest;
  }
  return adjusted;
}
