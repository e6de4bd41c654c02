/** Scores from highest to lowest, and the row that each came from. Equal scores keep their order. */
export interface ScoreOrder {
  readonly score: Float64Array;
  readonly row: Uint32Array;
}

/** Replaces counts by the place where each value's rows begin. */
export function turnIntoStarts(counts: Uint32Array): void {
  let start = 0;
  for (let value = 0; value < counts.length; value++) {
    const count = counts[value] as number;
    counts[value] = start;
    start += count;
  }
}
