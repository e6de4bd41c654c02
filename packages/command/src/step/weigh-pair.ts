import {
  type ComparedMetric,
  type Comparison,
  type ComparisonPlan,
  compareBinary,
  compareRecorded,
  type Delta,
  type Digest,
  type Evaluation,
  type Metric,
  type Pairing,
  type Predictions,
  recordedDelta,
  type SliceMetrics,
  type Weighed,
} from '@weighbridge/core';

/** One model as far as it is at hand: always its numbers, and its rows when they could be fetched. */
export interface Model {
  readonly metrics: readonly Metric[];
  readonly slices: readonly SliceMetrics[];
  readonly predictions?: Predictions | undefined;
  readonly digests?: Evaluation['digests'] | undefined;
}

/** What two models look like side by side. */
export interface Pair extends Weighed {
  readonly pairing: Pairing;
  readonly flips: Comparison['flips'];
  /** Rows that were said to be the same and are not: every delta is then undefined for this reason. */
  readonly mismatch?: string;
}

/** How two models are weighed. */
export interface Terms {
  readonly plan: ComparisonPlan;
  readonly threshold: number;
  readonly against: ComparedMetric['against'];
}

/** Weighs the candidate against one reference: on rows when both have them, else by what both records say. */
export function weighPair(candidate: Model, reference: Model, terms: Terms): Pair {
  const { plan, threshold, against } = terms;
  if (!candidate.predictions || !reference.predictions) return byRecords(candidate, reference, terms);
  const found = compareBinary({
    candidate: candidate.predictions,
    reference: reference.predictions,
    settings: { threshold },
    plan,
    against,
    seed: seedOf(candidate.digests?.predictions, reference.digests?.predictions),
    sameRows: candidate.digests !== undefined && candidate.digests.rows === reference.digests?.rows,
  });
  if (found.kind === 'mismatch') return mismatched(candidate, terms, found.reason);
  const { pairing, alpha, family, flips } = found;
  return {
    pairing,
    alpha,
    family,
    flips,
    metrics: [...found.metrics, ...fileDeltas(candidate, reference, terms, family)],
  };
}

/**
 * Weighs against the anchor only what the policy limits there: the anchor is a bound, and not a second baseline to
 * read. Undefined without an anchor.
 */
export function weighAnchor(
  candidate: Model,
  anchor: Model | undefined,
  terms: Omit<Terms, 'against'>,
): Pair | undefined {
  if (!anchor) return undefined;
  const pair = weighPair(candidate, anchor, { ...terms, against: 'anchor' });
  const limited = terms.plan.compared.filter(({ against }) => against === 'anchor');
  const metrics = pair.metrics.filter(({ name, slice }) =>
    limited.some((entry) => entry.metric === name && entry.slice === slice?.column),
  );
  return { ...pair, metrics };
}

/** Nothing but the two files decides the draws: neither an empty commit nor another machine changes them. */
function seedOf(candidate: Digest | undefined, reference: Digest | undefined): string {
  return `${candidate ?? ''}\n${reference ?? ''}`;
}

function byRecords(candidate: Model, reference: Model, { plan, against }: Terms): Pair {
  const sides = { candidate: { metrics: [...candidate.metrics], slices: [...candidate.slices] }, reference };
  const weighed = compareRecorded({ ...sides, plan, against });
  const side = candidate.predictions ? `the ${against}'s predictions` : "the candidate's predictions";
  return { ...weighed, pairing: { kind: 'unpaired', reason: `${side} are not at hand` }, flips: [] };
}

/** Numbers from the user's own files are no function of the rows: they are compared as they stand. */
function fileDeltas(candidate: Model, reference: Model, { plan, against }: Terms, family: number): Delta[] {
  return candidate.metrics
    .filter(({ from }) => from !== undefined)
    .map((metric) =>
      recordedDelta(
        metric,
        reference.metrics.find(({ name }) => name === metric.name),
        { against, levels: { alpha: plan.alpha, family } },
      ),
    );
}

function mismatched(candidate: Model, { plan, against }: Terms, reason: string): Pair {
  const metrics = plan.compared
    .filter((entry) => entry.against === against)
    .flatMap((entry): Delta[] => {
      const metric = candidate.metrics.find(({ name }) => name === entry.metric);
      const slices =
        entry.slice === undefined ? [undefined] : candidate.slices.filter(({ slice }) => slice.column === entry.slice);
      if (!metric) return [];
      return slices.map((slice) => ({
        name: entry.metric,
        direction: metric.direction,
        against,
        n: 0,
        ...(slice ? { slice: slice.slice } : {}),
        undefined: reason,
      }));
    });
  return { alpha: plan.alpha, family: 0, metrics, flips: [], pairing: { kind: 'unpaired', reason }, mismatch: reason };
}
