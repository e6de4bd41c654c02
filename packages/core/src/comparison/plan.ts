/** One metric that some check compares with a reference. */
export interface ComparedMetric {
  readonly metric: string;
  readonly against: 'baseline' | 'anchor';
  /** Column whose every value with at least `minRows` rows is one comparison. */
  readonly slice?: string;
  readonly minRows: number;
}

/**
 * What a policy wants compared. The family size k of DESIGN §8 is the number of entries, counting an entry
 * with a slice once for each value that is large enough; duplicates of metric, slice and reference count once.
 */
export interface ComparisonPlan {
  readonly alpha: number;
  readonly compared: readonly ComparedMetric[];
}
