const bars = '▁▂▃▄▅▆▇█';

/** One bar per value, from the lowest to the highest of them and of `marks`; a dot where there is none. */
export function sparkline(values: readonly (number | undefined)[], marks: readonly number[] = []): string {
  const known = [...values, ...marks].flatMap((value) =>
    value !== undefined && Number.isFinite(value) ? [value] : [],
  );
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const barOf = (value: number): string =>
    bars[high === low ? 3 : Math.round(((value - low) / (high - low)) * (bars.length - 1))] ?? '▁';
  return values.map((value) => (value === undefined || !Number.isFinite(value) ? '·' : barOf(value))).join('');
}
