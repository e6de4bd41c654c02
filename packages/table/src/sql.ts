/** SQL text that is safe to run: made by these functions and by constants of ours only. */

/** A name (of a column, a table): data, so it is always quoted. */
export function name(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

/** A text literal. DuckDB has no escapes in plain literals; NUL ends its parser's input and so is written as `chr(0)`. */
export function literal(text: string): string {
  const quoted = text.split('\0').map((part) => `'${part.replaceAll("'", "''")}'`);
  return quoted.length === 1 ? (quoted[0] ?? "''") : `(${quoted.join(' || chr(0) || ')})`;
}

/** A double literal, exact to the last bit. */
export function double(value: number): string {
  if (Number.isNaN(value)) return "'nan'::DOUBLE";
  if (!Number.isFinite(value)) return value > 0 ? "'inf'::DOUBLE" : "'-inf'::DOUBLE";
  return `'${Object.is(value, -0) ? '-0.0' : value}'::DOUBLE`;
}

/** `[a, b]`, of parts that are SQL already. */
export function list(parts: readonly string[]): string {
  return `[${parts.join(', ')}]`;
}
