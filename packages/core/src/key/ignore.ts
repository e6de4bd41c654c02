/** Says of a path with forward slashes, relative to the repository root, whether it is left out. */
export type Ignored = (path: string) => boolean;

interface Rule {
  readonly negated: boolean;
  readonly folderOnly: boolean;
  readonly pattern: RegExp;
}

/**
 * The rules of a `.gitignore` at the repository root, for `train.ignore`: `*`, `?`, `[a-z]`, `**`, a leading `/`
 * or a slash inside anchors, a trailing `/` means folders only, `!` takes back, the last rule that fits decides,
 * and what lies under an ignored folder cannot be taken back.
 */
export function ignoreMatcher(patterns: readonly string[]): Ignored {
  const rules = patterns.map(parseRule).filter((rule) => rule !== undefined);
  return (path) => {
    const parts = path.split('/');
    return parts.some((_, index) => decides(rules, parts.slice(0, index + 1).join('/'), index < parts.length - 1));
  };
}

function decides(rules: readonly Rule[], path: string, folder: boolean): boolean {
  const last = rules.findLast((rule) => (folder || !rule.folderOnly) && rule.pattern.test(path));
  return last !== undefined && !last.negated;
}

function parseRule(line: string): Rule | undefined {
  const text = line.replace(/(?<!\\)\s+$/u, '');
  if (text === '' || text.startsWith('#')) return undefined;
  const negated = text.startsWith('!');
  const body = negated ? text.slice(1) : text;
  const folderOnly = body.endsWith('/');
  const path = folderOnly ? body.slice(0, -1) : body;
  const anchored = path.includes('/');
  const source = globSource(path.startsWith('/') ? path.slice(1) : path);
  return { negated, folderOnly, pattern: new RegExp(`^${anchored ? '' : '(?:.*/)?'}${source}$`, 'su') };
}

/** Longest spellings first: each alternative is one token of the pattern. */
const token = /^\*\*\/|\/\*\*\/|\/\*\*$|\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|./gsu;

function globSource(glob: string): string {
  return glob.replace(token, tokenSource);
}

function tokenSource(part: string): string {
  if (part === '**/') return '(?:.*/)?';
  if (part === '/**/') return '/(?:.*/)?';
  if (part === '/**') return '/.+';
  if (part.startsWith('*')) return '[^/]*';
  if (part === '?') return '[^/]';
  if (part.length > 1 && part.startsWith('[')) return classSource(part.slice(1, -1));
  return escapeSource(part.length > 1 && part.startsWith('\\') ? part.slice(1) : part);
}

function classSource(body: string): string {
  const negated = body.startsWith('!') || body.startsWith('^');
  const members = (negated ? body.slice(1) : body).replace(/[\\\]^[&~|]/gu, String.raw`\$&`);
  return `(?!/)[${negated ? '^' : ''}${members}]`;
}

function escapeSource(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/gu, String.raw`\$&`);
}
