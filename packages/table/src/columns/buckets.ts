import { mostBins } from './walk.ts';

/** Cells: so many that few values share one, and so few that their counts stay near the processor. */
const size = 32_768;
const sampled = 4096;

/** A sample counted in cells: equal ones between a low and a high value; what lies outside is in the first and last. */
export interface Counted {
  readonly values: Float64Array;
  /** Number of each value's cell: never smaller for a larger value. */
  readonly cells: Uint16Array;
  readonly counts: Uint32Array;
}

export interface Buckets {
  readonly size: number;
  readonly was: Counted;
  readonly now: Counted;
  /** A value of each cell that has one, */
  readonly value: Float64Array;
  /** and 1 where the cell has others too. */
  readonly mixed: Uint8Array;
}

/** Cells over the middle 99% of the first sample, so that a few far values do not make them wide. None is NaN or -0. */
export function countBuckets(was: Float64Array, now: Float64Array): Buckets {
  const { low, scale } = range(was.length > 0 ? was : now);
  const seen = { value: new Float64Array(size).fill(Number.NaN), mixed: new Uint8Array(size) };
  return { size, was: counted(was, low, scale, seen), now: counted(now, low, scale, seen), ...seen };
}

/** No values at all. */
export function noneCounted(cells: number): Counted {
  return { values: new Float64Array(), cells: new Uint16Array(), counts: new Uint32Array(cells) };
}

function range(values: Float64Array): { readonly low: number; readonly scale: number } {
  const step = Math.max(1, Math.floor(values.length / sampled));
  const sample = new Float64Array(Math.floor(values.length / step));
  for (let at = 0; at < sample.length; at += 1) sample[at] = values[at * step] ?? 0;
  sample.sort();
  const low = sample[Math.floor(sample.length * 0.005)] ?? 0;
  const high = sample[Math.ceil(sample.length * 0.995) - 1] ?? low;
  const scale = (size - 2) / (high - low);
  return { low, scale: Number.isFinite(scale) && scale > 0 ? scale : 1 };
}

function counted(values: Float64Array, low: number, scale: number, seen: Pick<Buckets, 'value' | 'mixed'>): Counted {
  const [cells, counts] = [new Uint16Array(values.length), new Uint32Array(size)];
  const { value: known, mixed } = seen;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    const place = (value - low) * scale;
    let cell = size - 1;
    if (place < size - 1) cell = place > 0 ? place | 0 : 0;
    cells[at] = cell;
    const before = counts[cell] ?? 0;
    counts[cell] = before + 1;
    if (known[cell] === value) continue;
    if (before === 0 && Number.isNaN(known[cell])) known[cell] = value;
    else mixed[cell] = 1;
  }
  return { values, cells, counts };
}

/**
 * Cells of several values that must be looked at one by one: those in which the largest distance of the two distributions
 * may lie, or a border between bins, or a median; and the first and last of either sample, and what follows a border. Of
 * all others it is enough to know how many values they hold.
 */
export function openCells({ was, now, mixed }: Buckets): Uint8Array {
  const [n, m] = [was.values.length, now.values.length];
  const open = new Uint8Array(size);
  const mayBeFarthest = farthest(was.counts, now.counts, n, m);
  let [cumWas, cumNow] = [0, 0];
  let afterBorder = true;
  for (let cell = 0; cell < size; cell += 1) {
    const [a, b] = [was.counts[cell] ?? 0, now.counts[cell] ?? 0];
    if (a + b === 0) continue;
    const hasBorder = crosses(cumWas, a, n) || crosses(cumNow, b, m);
    const isOpen =
      hasBorder || afterBorder || mayBeFarthest(cumWas, a, cumNow, b) || isEnd(cumWas, a, n) || (m > 0 && cumNow === 0);
    if (isOpen) open[cell] = mixed[cell] ?? 0;
    // What follows a border is the next value of the first sample.
    afterBorder = hasBorder || (afterBorder && a === 0);
    cumWas += a;
    cumNow += b;
  }
  return open;
}

/** Nothing of a sample lies before the cell, or nothing behind it. */
function isEnd(before: number, count: number, of: number): boolean {
  return of > 0 && (before === 0 || before + count === of);
}

/** Whether the distance of the distributions can be larger inside a cell than it is between any two cells. */
function farthest(
  was: Uint32Array,
  now: Uint32Array,
  n: number,
  m: number,
): (cumWas: number, a: number, cumNow: number, b: number) => boolean {
  let [distance, most, least] = [0, 0, 0];
  for (let cell = 0; cell < size; cell += 1) {
    distance += (was[cell] ?? 0) * m - (now[cell] ?? 0) * n;
    if (distance > most) most = distance;
    if (distance < least) least = distance;
  }
  return (cumWas, a, cumNow, b) => {
    const here = cumWas * m - cumNow * n;
    return a > 0 && b > 0 && (here + a * m > most || here - b * n < least);
  };
}

/** Whether a border of 20 equal parts, or a middle value (two where the number is even), is among the next ones. */
function crosses(before: number, count: number, of: number): boolean {
  return of > 0 && count > 0 && partsUpTo(before, of) < partsUpTo(before + count, of);
}

function partsUpTo(count: number, of: number): number {
  const middles = Number(count >= Math.floor((of + 1) / 2)) + Number(count >= Math.floor(of / 2) + 1);
  return Math.floor((mostBins * count) / of) + middles;
}
