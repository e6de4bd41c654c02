/** Names that every file system takes as a file below the folder. */
export function isSafePath(path: string): boolean {
  const parts = path.split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\u0000-\u001f:\\]/u.test(part));
}

/** A name in quotes for an error, cut when it is long. */
export function quoted(name: string): string {
  return JSON.stringify(name.length > 64 ? `${name.slice(0, 63)}…` : name);
}
