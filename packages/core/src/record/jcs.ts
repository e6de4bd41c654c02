/**
 * JSON in the one spelling of RFC 8785 (JCS): no white space, members sorted by UTF-16 code units, numbers and
 * strings as ECMAScript writes them. Members that are undefined are left out.
 * Throws TypeError on NaN, infinities, lone surrogates, and on what JSON cannot say: two different values would
 * otherwise share a digest.
 */
export function jcs(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return jcsNumber(value);
  if (typeof value === 'string') return jcsString(value);
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (isPlainObject(value)) return jcsObject(value);
  throw new TypeError(`JSON has no word for ${typeof value}`);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function jcsNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`JSON has no word for ${value}`);
  // The RFC takes ECMAScript's own shortest form; negative zero is written as 0.
  return JSON.stringify(value);
}

function jcsString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a string with a lone surrogate has no canonical form');
  return JSON.stringify(value);
}

function jcsObject(value: Readonly<Record<string, unknown>>): string {
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    // Without a comparison function, sort() orders by UTF-16 code units, as the RFC asks.
    .sort()
    .map((key) => `${jcsString(key)}:${jcs(value[key])}`);
  return `{${members.join(',')}}`;
}
