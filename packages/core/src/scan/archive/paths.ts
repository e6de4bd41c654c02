/** Whether a path in an archive, or in a pointer, names a file below the folder that it is taken out to, on every system. */
export function staysBelow(path: string): boolean {
  const parts = path.replace(/\/$/u, '').split('/');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  return parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\u0000-\u001f:\\]/u.test(part));
}
