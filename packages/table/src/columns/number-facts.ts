import { type Counted, countBuckets, openCells } from './buckets.ts';
import { type NumberFacts, startWalk, type Visit } from './walk.ts';

/** Below it, sorting everything is as fast. */
const few = 50_000;

/** Bins, medians and the largest distance of two samples of numbers (none NaN or -0), exact; they are left as they are. */
export function numberFacts(was: Float64Array, now: Float64Array): NumberFacts {
  return was.length + now.length < few ? factsBySorting(was, now) : factsByBuckets(was, now);
}

/** The plain way: all values, one by one. */
export function factsBySorting(was: Float64Array, now: Float64Array): NumberFacts {
  const { visit, end } = startWalk(was.length, now.length);
  visitSorted(was.toSorted(), now.toSorted(), visit);
  return end(largest(was, now));
}

/**
 * The same without sorting most of the values: they are counted in cells, and only the cells where something can happen
 * are looked into. The walk is shown each of the others as if it were one value.
 */
export function factsByBuckets(was: Float64Array, now: Float64Array): NumberFacts {
  const { visit, end } = startWalk(was.length, now.length);
  const buckets = countBuckets(was, now);
  const open = openCells(buckets);
  const [someWas, someNow] = [valuesIn(open, buckets.was), valuesIn(open, buckets.now)];
  let [i, j] = [0, 0];
  for (let cell = 0; cell < open.length; cell += 1) {
    const [a, b] = [buckets.was.counts[cell] ?? 0, buckets.now.counts[cell] ?? 0];
    if (a + b === 0) continue;
    if (open[cell] === 0) {
      visit(buckets.value[cell] ?? 0, a, b);
      continue;
    }
    visitSorted(someWas.subarray(i, i + a), someNow.subarray(j, j + b), visit);
    [i, j] = [i + a, j + b];
  }
  return end(largest(was, now));
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

/** Shows the distinct values of two sorted samples in ascending order. */
function visitSorted(was: Float64Array, now: Float64Array, visit: Visit): void {
  const [n, m] = [was.length, now.length];
  let [i, j] = [0, 0];
  while (i < n || j < m) {
    const value = j >= m || (i < n && at(was, i) < at(now, j)) ? at(was, i) : at(now, j);
    const [startWas, startNow] = [i, j];
    while (i < n && was[i] === value) i += 1;
    while (j < m && now[j] === value) j += 1;
    visit(value, i - startWas, j - startNow);
  }
}

/** Inside its bounds an array of numbers has no holes. */
function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

function largest(was: Float64Array, now: Float64Array): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < was.length; index += 1) most = Math.max(most, at(was, index));
  for (let index = 0; index < now.length; index += 1) most = Math.max(most, at(now, index));
  return most;
}
