/** What MLflow takes at most (`mlflow/utils/validation.py`). */
const keyLength = 250;
const paramLength = 6000;
const tagLength = 5000;

/** The most entries of each kind in one call of `runs/log-batch`. */
export const batchLimits = { metrics: 1000, params: 100, tags: 100 } as const;

/** A key as MLflow takes it: letters, digits, `_-. :/`, and as a path it must be its own shortest form. */
function keyOf(text: string): string {
  const letters = text.replaceAll(/[^\p{L}\p{N}_\-. :/]/gu, '_');
  const parts = letters.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.join('/').slice(0, keyLength) || '_';
}

/** Entries by their key in MLflow; of two whose keys become the same, the first. */
export function byKey<T>(entries: readonly (readonly [string, T])[]): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [name, value] of entries) if (!found.has(keyOf(name))) found.set(keyOf(name), value);
  return found;
}

/** A param's value, cut where it is too long, with its whole length. */
export function paramValue(text: string): string {
  return cut(text, paramLength);
}

/** A tag's value, cut where it is too long, with its whole length. */
export function tagValue(text: string): string {
  return cut(text, tagLength);
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const mark = `… (${text.length} characters)`;
  // A pair of surrogates is not torn apart.
  return `${text.slice(0, limit - mark.length).replace(/[\uD800-\uDBFF]$/u, '')}${mark}`;
}

/** Lists of at most `size`. */
export function chunks<T>(entries: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(entries.length / size) }, (_, index) =>
    entries.slice(index * size, (index + 1) * size),
  );
}
