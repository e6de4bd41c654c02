type Entry = readonly [name: string, text: string | undefined];

/** A list of names and texts; an entry without a text is left out. */
export function definitions(entries: readonly Entry[]): string {
  const lines = entries.flatMap(([name, text]) => (text === undefined ? [] : [`<dt>${name}</dt><dd>${text}</dd>`]));
  return `<dl>${lines.join('')}</dl>`;
}

/** `sha256:5d1f…c07a`. */
export function shortDigest(digest: string): string {
  const [kind = '', hex = ''] = digest.split(':');
  return `${kind}:${hex.slice(0, 4)}…${hex.slice(-4)}`;
}
