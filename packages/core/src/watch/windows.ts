/** The most windows that one look judges, and that the state keeps. */
export const mostKeptWindows = 200;

/** One stretch of time that is judged by itself, [from, to). */
export interface PlannedWindow {
  /** Its start, RFC 3339. */
  readonly id: string;
  readonly from: Date;
  readonly to: Date;
}

/** Times in milliseconds. */
export interface WindowTerms {
  readonly length: number;
  /** How long after its end a window is complete. */
  readonly settle: number;
  readonly now: Date;
  /** The most windows; older ones are left out. */
  readonly most: number;
}

/**
 * The complete windows from the one of `first` up to `now`, oldest first. They begin at multiples of their length since
 * 1970-01-01T00:00Z, so every look cuts the same ones. Those after the last row are among them: no rows is a finding.
 */
export function planWindows(first: Date, { length, settle, now, most }: WindowTerms): readonly PlannedWindow[] {
  const complete = Math.floor((now.getTime() - settle) / length);
  const begin = Math.max(Math.floor(first.getTime() / length), complete - most);
  const count = Math.max(0, complete - begin);
  return Array.from({ length: count }, (_, index) => windowAt(begin + index, length));
}

function windowAt(index: number, length: number): PlannedWindow {
  const from = new Date(index * length);
  return { id: from.toISOString(), from, to: new Date((index + 1) * length) };
}
