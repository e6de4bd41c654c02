/** An owner as CODEOWNERS writes it. */
export type Owner =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'team'; readonly group: string; readonly team: string }
  | { readonly kind: 'email'; readonly email: string }
  | { readonly kind: 'unknown' };

/** `@ada`, `@acme/ml-owners` (on GitLab also deeper), `ada@example.org`. */
export function ownerOf(text: string): Owner {
  const [, path] = /^@([\w.-]+(?:\/[\w.-]+)*)$/.exec(text) ?? [];
  if (path !== undefined) {
    const cut = path.lastIndexOf('/');
    if (cut < 0) return { kind: 'name', name: path };
    return { kind: 'team', group: path.slice(0, cut), team: path.slice(cut + 1) };
  }
  return /^[^@\s]+@[^@\s]+$/.test(text) ? { kind: 'email', email: text } : { kind: 'unknown' };
}
