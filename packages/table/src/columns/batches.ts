/** So many columns in one statement: the time to plan one grows faster than its length. */
const atOnce = 40;

/** Parts of at most 40 (or fewer) items, in their order. */
export function inBatches<T>(items: readonly T[], most = atOnce): readonly (readonly T[])[] {
  const size = Math.max(1, Math.min(most, atOnce));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, batch) =>
    items.slice(batch * size, (batch + 1) * size),
  );
}
