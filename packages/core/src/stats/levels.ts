/** One-sided error rates of an interval's two ends: each end decides something of its own (DESIGN §8). */
export interface EndLevels {
  readonly low: number;
  readonly high: number;
}

/** An interval's two ends. */
export interface Ends {
  readonly low: number;
  readonly high: number;
}
