import type { Coded } from '../metric/predictions.ts';
import type { Direction } from '../record/evaluation.ts';
import type { EndLevels } from '../stats/levels.ts';
import type { ComparisonPlan } from './plan.ts';

/** How many rows each value of a slice column has. */
export interface SliceSizes {
  readonly column: string;
  readonly values: readonly { readonly value: string | null; readonly rows: number }[];
}

/** Counts the rows of every value. */
export function sliceSizes({ column, codes, values }: Coded): SliceSizes {
  const counts = new Uint32Array(values.length);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  return { column, values: values.map((value, code) => ({ value, rows: counts[code] as number })) };
}

/**
 * k of DESIGN §8: distinct comparisons of the plan, where an entry with a slice counts every value with at least
 * `minRows` rows. A plan for baseline and anchor has one k for both.
 */
export function familySize(plan: ComparisonPlan, slices: readonly SliceSizes[]): number {
  const distinct = new Set<string>();
  for (const { metric, against, slice, minRows } of plan.compared) {
    if (slice === undefined) distinct.add(JSON.stringify([metric, against]));
    for (const { value, rows } of slices.find(({ column }) => column === slice)?.values ?? []) {
      if (rows >= minRows && rows > 0) distinct.add(JSON.stringify([metric, against, slice, value]));
    }
  }
  return distinct.size;
}

/**
 * The levels of an interval's ends: the good-side end fails a check and is simultaneous over the family (Bonferroni, α/k);
 * the bad-side end passes one and needs no correction, since all checks must hold.
 */
export function deltaLevels(direction: Direction, alpha: number, family: number): EndLevels {
  const failing = alpha / Math.max(1, family);
  return direction === 'higher' ? { low: alpha, high: failing } : { low: failing, high: alpha };
}
