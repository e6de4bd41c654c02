/** Fewest values for which this is no chance. */
const fewest = 50;
/** Most columns that are no keys repeat a value among so many. */
const first = 1000;

/** Whether all values are different whole numbers that lie close together, as counted keys do. */
export function countsUp(values: Float64Array): boolean {
  const start = values.subarray(0, first);
  if (values.length < fewest || !start.every(Number.isInteger) || new Set(start).size < start.length) return false;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (!Number.isInteger(value)) return false;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return areClose(values.length, low, high) && areDifferent(values, low, high);
}

/** Whether so many different whole numbers between these two lie close together. */
export function areClose(count: number, low: number, high: number): boolean {
  return count >= fewest && high - low < 2 * count;
}

function areDifferent(values: Float64Array, low: number, high: number): boolean {
  const seen = new Uint8Array(high - low + 1);
  for (let at = 0; at < values.length; at += 1) {
    const place = (values[at] ?? 0) - low;
    if (seen[place] === 1) return false;
    seen[place] = 1;
  }
  return true;
}
