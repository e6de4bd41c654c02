import type { ModelPolicy } from '../policy/policy.ts';
import type { Comparison, Delta } from '../record/comparison.ts';
import type { DataSection } from '../record/data.ts';
import type { Evaluation, Metric, SliceName } from '../record/evaluation.ts';
import type { SchemaAt } from './base-schema.ts';
import { isRelativeRule, type RelativeRule, type Rule, rulesOf } from './rules.ts';

/** Everything that checks look at, under one policy. */
export interface Weighed {
  readonly model: ModelPolicy;
  /** The model as the change's own policy has it. */
  readonly here: ModelPolicy;
  readonly alpha: number;
  readonly metrics: readonly Metric[];
  readonly slices: Evaluation['slices'];
  readonly deltas: readonly Delta[];
  /** What `validate` found. */
  readonly data: DataSection | undefined;
  /** Under the base's rules: its schemas that the change alters, judged instead of those here. */
  readonly schemas?: readonly SchemaAt[];
  /** What was found; undefined when nothing was compared at all. */
  readonly comparison: Pick<Comparison, 'outcome' | 'reason' | 'baseline' | 'anchor'> | undefined;
  /** Columns that drifted in production, which asked for this very change: it brings their drift. */
  readonly askedColumns: readonly string[];
  /** Whether a drop or rise of this metric is limited for the first time by this change. */
  readonly isNew: (rule: RelativeRule) => boolean;
}

/** One thing that a rule judges: the whole, or one value of its slice column. */
export interface Judged {
  readonly slice?: SliceName;
  /** Rows of the slice; undefined for the whole. */
  readonly rows?: number;
  readonly metric?: Metric;
}

/**
 * What a rule judges. A slice column yields every value that the evaluation or the comparison knows, so that a value
 * which vanished is seen; nothing at all when neither knows the column.
 */
export function judgedBy({ metric, slice: column }: Rule, { metrics, slices, deltas }: Weighed): readonly Judged[] {
  const named = (list: readonly Metric[]) => list.find(({ name }) => name === metric);
  if (column === undefined) {
    const found = named(metrics);
    return [found ? { metric: found } : {}];
  }
  const present = slices
    .filter(({ slice }) => slice.column === column)
    .map((entry): Judged => {
      const found = named(entry.metrics);
      return { slice: entry.slice, rows: entry.rows, ...(found ? { metric: found } : {}) };
    });
  const seen = new Set(present.map(({ slice }) => slice?.value));
  const vanished = deltas
    .map(({ slice }) => slice)
    .filter((slice) => slice?.column === column && !seen.has(slice.value))
    .filter((slice, index, all) => all.findIndex((other) => other?.value === slice?.value) === index);
  return [...present, ...vanished.flatMap((slice) => (slice ? [{ slice }] : []))];
}

/** The delta of a metric, overall or in a slice, against one reference. */
export function deltaFor(rule: RelativeRule, slice: SliceName | undefined, { deltas }: Weighed): Delta | undefined {
  return deltas.find(
    (delta) =>
      delta.name === rule.metric &&
      delta.against === rule.against &&
      delta.slice?.column === slice?.column &&
      delta.slice?.value === slice?.value,
  );
}

/** How many comparisons a policy makes on this evaluation: k of DESIGN §8, before there is a baseline to count them. */
export function expectedFamily(weighed: Weighed): number {
  return rulesOf(weighed.model, 'none')
    .filter(isRelativeRule)
    .flatMap((rule) => judgedBy(rule, weighed).filter(({ rows }) => rows === undefined || rows >= rule.minRows)).length;
}
