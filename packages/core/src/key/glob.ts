/** Whether a dataset's path names files by a pattern. */
export function isGlob(path: string): boolean {
  return /[*?[{]/u.test(path);
}

/** The folder above the first pattern of a path with forward slashes: `data/raw` of `data/raw/y=*\/*.csv`; empty at the root. */
export function globRoot(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first < 0 ? parts.length - 1 : first).join('/');
}

/**
 * Says of a path with forward slashes whether a pattern names it: `*` and `?` within one name, `**` over folders, `[a-z]`
 * and `[!a-z]`, `{a,b}` without nesting. A leading dot is a character like any other.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const expression = new RegExp(`^${pattern.replace(token, tokenSource)}$`, 'su');
  return (path) => expression.test(path);
}

/** Longest spellings first: each alternative is one token of the pattern. */
const token = /\*\*\/|\*+|\?|\[[!^]?\]?[^\]]*\]|\{[^{}]*\}|./gsu;

function tokenSource(part: string): string {
  if (part === '**/') return '(?:.*/)?';
  if (part === '**') return '.*';
  if (part.startsWith('*')) return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('{')) {
    const words = part.slice(1, -1).split(',');
    return `(?:${words.map((word) => word.replace(token, tokenSource)).join('|')})`;
  }
  if (part.length > 1 && part.startsWith('[')) return classSource(part.slice(1, -1));
  return part.replace(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`);
}

function classSource(body: string): string {
  const negated = body.startsWith('!') || body.startsWith('^');
  return `(?!/)[${negated ? '^' : ''}${body.slice(negated ? 1 : 0).replace(/[\\\]^[&~|]/gu, String.raw`\$&`)}]`;
}
