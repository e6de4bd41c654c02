/** Params as one level: dotted keys, values as text. */
export type FlatParams = Readonly<Record<string, string>>;

/**
 * Flattens a parsed YAML or JSON value: `{a: {b: [1, x]}}` is `a.b: "[1,\"x\"]"`. Lists are one value, because a
 * moved element would otherwise look like many changes. A value that is not a map has the key `(all)`.
 */
export function flattenParams(value: unknown): FlatParams {
  if (!isMap(value)) return value === undefined || value === null ? {} : { '(all)': asText(value) };
  return Object.fromEntries(flatEntries(value, ''));
}

function flatEntries(value: Readonly<Record<string, unknown>>, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([key, part]) => {
    const name = `${prefix}${key}`;
    return isMap(part) && Object.keys(part).length > 0 ? flatEntries(part, `${name}.`) : [[name, asText(part)]];
  });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}
