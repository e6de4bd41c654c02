/** Words of the language, in any case. A column of such a name stands in quotes. */
export const reservedWords: ReadonlySet<string> = new Set([
  'and',
  'between',
  'false',
  'implies',
  'in',
  'is',
  'missing',
  'null',
  'not',
  'or',
  'true',
]);
