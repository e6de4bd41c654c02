/**
 * Whether a name is safe wherever names go: a branch or tag (git-check-ref-format), a folder on any system, an
 * artifact, an HTML comment. `all` is the name of the note about several models.
 */
export function isSafeName(name: string): boolean {
  if (name.length > 64 || name === 'all' || /\.lock$/i.test(name)) return false;
  return /^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/.test(name);
}
