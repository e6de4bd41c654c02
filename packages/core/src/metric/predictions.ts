/** One column cut into values: `codes[row]` indexes `values`; a missing value is null. */
export interface Coded {
  readonly column: string;
  /** The narrowest kind that holds the codes is the fastest. */
  readonly codes: Uint8Array | Uint16Array | Int32Array;
  readonly values: readonly (string | null)[];
}

/**
 * The rows of one predictions file for a binary task, in file order. All arrays have the same length.
 * Whoever builds it has already refused missing or non-finite targets, scores and weights.
 */
export interface Predictions {
  /** 1 for the positive class, 0 otherwise. */
  readonly target: Uint8Array;
  /** Any finite number; larger means more likely positive. */
  readonly score: Float64Array;
  /** Non-negative, finite. */
  readonly weight?: Float64Array;
  /** Unique per row, as text. */
  readonly id?: readonly string[];
  /** Rows of one group are not independent. */
  readonly group?: Coded;
  readonly slices: readonly Coded[];
}

/** What to compute on predictions; names are scikit-learn's. */
export interface EvaluationSettings {
  readonly target: string;
  readonly score: string;
  /** score ≥ threshold is predicted positive. */
  readonly threshold: number;
  readonly weight?: string;
  readonly group?: string;
}
