/** What a pickle's machine holds, as far as it can lead to an import or to the length of what follows. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'whole'; readonly number: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'tuple'; readonly items: readonly Value[] }
  | { readonly kind: 'mapping'; readonly entries: Map<string, Value>; whole: boolean }
  | { readonly kind: 'import'; readonly name: string }
  | Made
  | { readonly kind: 'other' };

/** What calling an import made. `state` was set by BUILD, `item` when it is a `numpy.dtype` whose state agrees with its name. */
export interface Made {
  readonly kind: 'made';
  readonly by: string;
  readonly args: Value;
  state?: Value;
  item?: Item;
}

/** One element of an array: its size, and whether it is, or has, a pointer to a Python object. */
export interface Item {
  readonly bytes: number;
  readonly objects: boolean;
}

/** Everything whose content leads nowhere; one object, so that large pickles stay cheap. */
export const other: Value = { kind: 'other' };
export const none: Value = { kind: 'none' };

/** Larger tuples and mappings are not kept. */
const mostKept = 256;

/** A tuple of values; those of many are not kept. */
export function tupleOf(items: readonly Value[]): Value {
  return items.length > mostKept ? other : { kind: 'tuple', items };
}

/** Puts one entry in a mapping; anything else takes it and keeps nothing. */
export function putEntry(into: Value, key: Value, value: Value): void {
  if (into.kind !== 'mapping') return;
  if (key.kind === 'text' && into.entries.size < mostKept) into.entries.set(key.text, value);
  else into.whole = false;
}
