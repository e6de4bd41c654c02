import { isMetricName, type MetricName, metricCatalogue } from '../metric/catalogue.ts';
import type { Coded, EvaluationSettings, Predictions } from '../metric/predictions.ts';
import type { Comparison, Delta, Pairing, Weighed } from '../record/comparison.ts';
import type { SliceName } from '../record/evaluation.ts';
import { unknownSlice, vanishedSlice } from './absent.ts';
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
      const slice = { column, value };
      if (rows.length === 0 || otherRows.length === 0) {
        metrics.push(...wanted.map((name) => oneSided(name, slice, against, rows.length === 0)));
        continue;
      }
      const part = {
        ...sides,
        candidate: takeRows(sides.candidate, rows),
        reference: takeRows(sides.reference, otherRows),
      };
      metrics.push(...weigh(part, wanted, slice, weighing));
      if (sides.paired) flips.push(flipsOf(part, slice));
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

/** Every value that either file has; paired rows have the candidate's. */
function slicesOf({ candidate, reference }: ComparisonInput, { pairing }: PairedSides): SliceRows[] {
  return candidate.slices.map((slice) => {
    const own = rowsByValue(slice);
    const paired = pairing.kind === 'paired';
    const others = paired ? own : rowsByValue(reference.slices.find(({ column }) => column === slice.column));
    const values = [...new Set([...own.keys(), ...others.keys()])].map((value) => ({
      value,
      rows: own.get(value) ?? new Uint32Array(),
      otherRows: others.get(value) ?? new Uint32Array(),
    }));
    return { column: slice.column, sizes: sliceSizes(slice), values };
  });
}

/** Values that have a row. */
function rowsByValue(slice: Coded | undefined): Map<string | null, Uint32Array> {
  if (!slice) return new Map();
  const rows = rowsByCode(slice);
  return new Map(
    slice.values.flatMap((value, code) => {
      const own = rows[code];
      return own && own.length > 0 ? [[value, own] as const] : [];
    }),
  );
}

/** A slice value that only one of two unpaired files has. */
function oneSided(name: MetricName, slice: SliceName, against: Delta['against'], gone: boolean): Delta {
  const { direction } = metricCatalogue[name];
  const why = gone ? vanishedSlice : unknownSlice(against);
  return { name, direction, against, slice, n: 0, undefined: why };
}
