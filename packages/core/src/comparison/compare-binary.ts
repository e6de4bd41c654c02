import { isMetricName, type MetricName, metricCatalogue } from '../metric/catalogue.ts';
import type { Coded, EvaluationSettings, Predictions } from '../metric/predictions.ts';
import type { Comparison, Pairing, Weighed } from '../record/comparison.ts';
import { familySize, type SliceSizes, sliceSizes } from './family.ts';
import { flipsOf, worstFirst } from './flips.ts';
import { type Mismatch, type PairedSides, pairSides } from './pairing.ts';
import type { ComparedMetric, ComparisonPlan } from './plan.ts';
import { rowsByCode, type Sides, takeRows } from './side.ts';
import { type Weighing, weigh } from './weigh.ts';

/** Two predictions files and what is wanted of them. */
export interface ComparisonInput {
  readonly candidate: Predictions;
  readonly reference: Predictions;
  readonly settings: Pick<EvaluationSettings, 'threshold'>;
  readonly plan: ComparisonPlan;
  readonly against: ComparedMetric['against'];
  /** The digests of both predictions, candidate first: all that randomness may depend on. */
  readonly seed: string;
  /** Whether both rows digests are equal; rows without ids are then paired in file order. */
  readonly sameRows: boolean;
}

/** Deltas against one reference, under the family of the whole plan. */
export interface BinaryComparison extends Weighed {
  readonly kind: 'compared';
  readonly pairing: Pairing;
  readonly flips: Comparison['flips'];
}

/**
 * Compares two models of a binary task: every metric of the catalogue overall; in each value of each slice column the metrics
 * that the plan compares there, and the primary metric (the plan's first). Slice values are the candidate's; unpaired, the
 * reference's rows with the same value. Rows that were said to be the same and are not give a mismatch.
 */
export function compareBinary(input: ComparisonInput): BinaryComparison | Mismatch {
  const pairs = pairSides(input.candidate, input.reference, input.sameRows);
  if (pairs.kind === 'mismatch') return pairs;
  const { plan, against, seed } = input;
  const slices = slicesOf(input, pairs);
  const family = familySize(
    plan,
    slices.map(({ sizes }) => sizes),
  );
  const weighing: Weighing = { against, alpha: plan.alpha, family, seed };
  const sides: Sides = { ...pairs, paired: pairs.pairing.kind === 'paired', threshold: input.settings.threshold };
  const metrics = weigh(sides, Object.keys(metricCatalogue).filter(isMetricName), undefined, weighing);
  const flips = sides.paired ? [flipsOf(sides)] : [];
  for (const { column, values } of slices) {
    const wanted = metricsIn(plan, against, column);
    for (const { value, rows, otherRows } of values) {
      if (rows.length === 0 || otherRows.length === 0) continue;
      const part = {
        ...sides,
        candidate: takeRows(sides.candidate, rows),
        reference: takeRows(sides.reference, otherRows),
      };
      metrics.push(...weigh(part, wanted, { column, value }, weighing));
      if (sides.paired) flips.push(flipsOf(part, { column, value }));
    }
  }
  return { kind: 'compared', pairing: pairs.pairing, alpha: plan.alpha, family, metrics, flips: worstFirst(flips) };
}

function metricsIn({ compared }: ComparisonPlan, against: string, column: string): MetricName[] {
  const planned = compared.filter((entry) => entry.slice === column && entry.against === against);
  return [...new Set([...planned, ...compared.slice(0, 1)].map(({ metric }) => metric))].filter(isMetricName);
}

interface SliceRows {
  readonly column: string;
  readonly sizes: SliceSizes;
  readonly values: readonly {
    readonly value: string | null;
    readonly rows: Uint32Array;
    readonly otherRows: Uint32Array;
  }[];
}

function slicesOf({ candidate, reference }: ComparisonInput, { pairing }: PairedSides): SliceRows[] {
  return candidate.slices.map((slice) => {
    const rows = rowsByCode(slice);
    const others =
      pairing.kind === 'paired'
        ? undefined
        : rowsByValue(reference.slices.find(({ column }) => column === slice.column));
    const values = slice.values.map((value, code) => {
      const own = rows[code] ?? new Uint32Array();
      return { value, rows: own, otherRows: others ? (others.get(value) ?? new Uint32Array()) : own };
    });
    return { column: slice.column, sizes: sliceSizes(slice), values };
  });
}

function rowsByValue(slice: Coded | undefined): Map<string | null, Uint32Array> {
  if (!slice) return new Map();
  const rows = rowsByCode(slice);
  return new Map(slice.values.map((value, code) => [value, rows[code] ?? new Uint32Array()]));
}
