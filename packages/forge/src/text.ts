/** `text` in at most `limit` characters, its end replaced by an ellipsis where it was longer. */
export function cut(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join('')}…`;
}

/** Newest first, by an ISO time; what has no time comes last. */
export function newestFirst<T extends { readonly createdAt?: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => Date.parse(b.createdAt ?? '') - Date.parse(a.createdAt ?? '') || 0);
}
