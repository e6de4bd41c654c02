import { isConfusionMetric, type MetricName } from '../metric/catalogue.ts';
import { tableAt } from '../metric/cells.ts';
import { confusionMetric, type Measured } from '../metric/confusion.ts';
import { measure } from '../metric/measure.ts';
import { type Ranking, rankPredictions } from '../metric/ranked.ts';
import type { Descending } from '../stats/placement.ts';
import { confusionOf, sideCells } from './cells.ts';
import type { Side } from './side.ts';

/** A side's rows from the highest score to the lowest; sorted when first asked for. */
export type Ranked = () => Descending;

/** A side's metric values and its order, each computed once and only when asked for. */
export interface MeasuredSide {
  readonly valueFor: (name: MetricName) => Measured;
  readonly ranked: Ranked;
}

/** Measures one side; the values are those of `evaluate`. */
export function measuredSide(side: Side, threshold: number): MeasuredSide {
  let ranking: Ranking | undefined;
  const rank = () => {
    ranking ??= rankPredictions({ ...side, slices: [] });
    return ranking;
  };
  const cells = confusionOf(sideCells(side, threshold));
  const valueFor = (name: MetricName): Measured => {
    if (isConfusionMetric(name)) return confusionMetric(name, cells);
    const { rows } = rank();
    const [found] = measure(rows, tableAt(rows, threshold), { metrics: [name], intervals: new Set() });
    return found?.value === undefined ? { undefined: found?.undefined ?? 'not measured' } : { value: found.value };
  };
  return { valueFor, ranked: () => ({ score: rank().rows.score, row: rank().row }) };
}
