import { type Buckets, type Counted, countBuckets, noneCounted, openCells } from './buckets.ts';
import { type NumberFacts, startWalk, type Visit } from './walk.ts';

/** Below it, sorting everything is as fast. */
const few = 50_000;

/** Bins, medians and the largest distance of two samples of numbers (none NaN or -0), exact; they are left as they are. */
export function numberFacts(was: Float64Array, now: Float64Array): NumberFacts {
  return was.length + now.length < few ? factsBySorting(was, now) : factsByBuckets(was, now);
}

/** Two samples held against each other, and each by itself. */
export interface SideBySide {
  readonly both: NumberFacts;
  readonly was: NumberFacts;
  readonly now: NumberFacts;
}

const none = new Float64Array();

/** The facts of two samples and of each of them, with one count of their values. */
export function sideBySide(was: Float64Array, now: Float64Array): SideBySide {
  if (was.length + now.length < few) {
    return { both: factsBySorting(was, now), was: factsBySorting(was, none), now: factsBySorting(now, none) };
  }
  const buckets = countBuckets(was, now);
  return { both: factsOfCells(buckets), was: factsAlone(buckets, 'was'), now: factsAlone(buckets, 'now') };
}

/** Far from the other sample most values are in the outermost cells, which tell nothing apart. */
function factsAlone(buckets: Buckets, side: 'was' | 'now'): NumberFacts {
  const own = buckets[side];
  const outside = (own.counts[0] ?? 0) + (own.counts[buckets.size - 1] ?? 0);
  if (outside > own.values.length / 10) return numberFacts(own.values, none);
  return factsOfCells({ ...buckets, was: own, now: noneCounted(buckets.size) });
}

/** The plain way: all values, one by one. */
export function factsBySorting(was: Float64Array, now: Float64Array): NumberFacts {
  const { visit, end } = startWalk(was.length, now.length);
  const [sortedWas, sortedNow] = [wholeSlice(was.toSorted()), wholeSlice(now.toSorted())];
  return end(visitSorted(sortedWas, sortedNow, visit));
}

/**
 * The same without sorting most of the values: they are counted in cells, and only the cells where something can happen
 * are looked into. The walk is shown each of the others as if it were one value.
 */
export function factsByBuckets(was: Float64Array, now: Float64Array): NumberFacts {
  return factsOfCells(countBuckets(was, now));
}

function factsOfCells(buckets: Buckets): NumberFacts {
  const { visit, end } = startWalk(buckets.was.values.length, buckets.now.values.length);
  const open = openCells(buckets);
  const a = { ...wholeSlice(valuesIn(open, buckets.was)), end: 0 };
  const b = { ...wholeSlice(valuesIn(open, buckets.now)), end: 0 };
  let last = Number.NaN;
  for (let cell = 0; cell < open.length; cell += 1) {
    const [countWas, countNow] = [buckets.was.counts[cell] ?? 0, buckets.now.counts[cell] ?? 0];
    if (countWas + countNow === 0) continue;
    if (open[cell] === 1) {
      a.end += countWas;
      b.end += countNow;
      last = visitSorted(a, b, visit);
    } else {
      last = buckets.value[cell] ?? 0;
      visit(last, countWas, countNow);
    }
  }
  // The last cell is open, or has one value.
  return end(last);
}

/** A part of sorted values, from `start` up to `end`, which is not in it. */
interface Slice {
  readonly values: Float64Array;
  start: number;
  end: number;
}

function wholeSlice(values: Float64Array): Slice {
  return { values, start: 0, end: values.length };
}

/** The sample's values in the open cells, sorted. */
function valuesIn(open: Uint8Array, { values, cells, counts }: Counted): Float64Array {
  let total = 0;
  for (let cell = 0; cell < open.length; cell += 1) total += (open[cell] ?? 0) * (counts[cell] ?? 0);
  const found = new Float64Array(total);
  let next = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (open[cells[at] ?? 0] === 0) continue;
    found[next] = values[at] ?? 0;
    next += 1;
  }
  return found.sort();
}

/** Shows the distinct values of two slices in ascending order, moves both to their ends, and gives the last value. */
function visitSorted(was: Slice, now: Slice, visit: Visit): number {
  const [a, b, endWas, endNow] = [was.values, now.values, was.end, now.end];
  let [i, j, value] = [was.start, now.start, Number.NaN];
  while (i < endWas || j < endNow) {
    value = j >= endNow || (i < endWas && at(a, i) < at(b, j)) ? at(a, i) : at(b, j);
    const [startWas, startNow] = [i, j];
    while (i < endWas && a[i] === value) i += 1;
    while (j < endNow && b[j] === value) j += 1;
    visit(value, i - startWas, j - startNow);
  }
  was.start = i;
  now.start = j;
  return value;
}

/** Inside its bounds an array of numbers has no holes. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}
