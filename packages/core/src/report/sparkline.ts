const bars = '▁▂▃▄▅▆▇█';

/** One bar per value, from the lowest to the highest; a gap where there is none. */
export function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.flatMap((value) => (value !== undefined && Number.isFinite(value) ? [value] : []));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const barOf = (value: number): string =>
    bars[high === low ? 3 : Math.round(((value - low) / (high - low)) * (bars.length - 1))] ?? '▁';
  return values.map((value) => (value === undefined || !Number.isFinite(value) ? '·' : barOf(value))).join('');
}
