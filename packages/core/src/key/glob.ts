/** Whether a dataset's path may name files by a pattern. A file of exactly that name comes first; see `splitGlob`. */
export function isGlob(path: string): boolean {
  return /[*?[{]/u.test(path);
}

/** The folder above the first pattern of a path with forward slashes: `data/raw` of `data/raw/y=*\/*.csv`; empty at the root. */
export function globRoot(pattern: string): string {
  const parts = pattern.split('/');
  const first = parts.findIndex(isGlob);
  return parts.slice(0, first < 0 ? parts.length - 1 : first).join('/');
}

/** A pattern and the folder under which all that it names lies. */
export interface SplitGlob {
  /** Empty at the root that the pattern is relative to. */
  readonly root: string;
  /** Of a path below that folder, with forward slashes. */
  readonly matches: (path: string) => boolean;
  /** The most names in such a path; Infinity where folders of any depth are named. */
  readonly depth: number;
}

/**
 * Splits a pattern with forward slashes; one rule for all who read or digest data: a folder whose name is exactly that
 * part of the pattern is that folder (`runs[1]/*.csv`).
 */
export async function splitGlob(pattern: string, isThere: (folder: string) => Promise<boolean>): Promise<SplitGlob> {
  const parts = pattern.split('/');
  let fixed = 0;
  while (fixed < parts.length - 1) {
    const here = parts.slice(0, fixed + 1).join('/');
    if (isGlob(parts[fixed] ?? '') && !(await isThere(here))) break;
    fixed++;
  }
  const rest = parts.slice(fixed).join('/');
  const isDeep = rest.includes('**') || /\{[^{}]*\/[^{}]*\}/u.test(rest);
  return {
    root: parts.slice(0, fixed).join('/'),
    matches: globMatcher(rest),
    depth: isDeep ? Number.POSITIVE_INFINITY : parts.length - fixed,
  };
}

/**
 * Says of a path with forward slashes whether a pattern names it: `*` and `?` within one name, `**` over folders, `[a-z]`
 * and `[!a-z]`, `{a,b}` without nesting. A dot at the start of a name must be written: `*` does not stand for it.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const expression = compiled(`^${globSource(pattern, true)}$`);
  return (path) => expression?.test(path) ?? false;
}

function compiled(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'su');
  } catch {
    // A range from high to low: no character is in it, so no name fits.
    return undefined;
  }
}

/** Longest spellings first: each alternative is one token of the pattern. */
const token = /\*\*\/|\*+|\?|\[[!^]?\]?[^\]]*\]|\{[^{}]*\}|./gsu;

const visible = String.raw`(?!\.)`;
const anyName = '[^/]+';
const visibleFolders = `(?:${visible}${anyName}/)*`;

/** `atStart`: whether a name begins where the pattern does. */
function globSource(pattern: string, atStart: boolean): string {
  return pattern.replace(token, (part: string, at: number) => {
    const begins = at === 0 ? atStart : pattern[at - 1] === '/';
    if (part === '**/') return begins ? visibleFolders : '[^/]*/';
    if (part === '**' && begins && at + 2 === pattern.length) return visibleFolders + visible + anyName;
    return (begins && isWild(part) ? visible : '') + tokenSource(part, begins);
  });
}

function isWild(part: string): boolean {
  return /^[*?]|^\[./su.test(part);
}

function tokenSource(part: string, begins: boolean): string {
  if (part.startsWith('*')) return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('[')) return classSource(part.slice(1, -1));
  if (part.length === 1) return part.replace(/[$()*+./?[\\\]^{|}]/u, String.raw`\$&`);
  const words = part.slice(1, -1).split(',');
  return `(?:${words.map((word) => globSource(word, begins)).join('|')})`;
}

function classSource(body: string): string {
  const negated = body.startsWith('!') || body.startsWith('^');
  return `(?!/)[${negated ? '^' : ''}${body.slice(negated ? 1 : 0).replace(/[\\\]^[&~|]/gu, String.raw`\$&`)}]`;
}
