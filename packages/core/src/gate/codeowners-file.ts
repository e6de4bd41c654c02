/** Whose CODEOWNERS a file is: patterns and sections differ. Gitea and Forgejo write regular expressions. */
export type OwnersSyntax = 'github' | 'gitlab' | 'gitea';

/** One line of a CODEOWNERS file. */
export interface OwnerRule {
  /** GitLab's section, in lower case; the empty one elsewhere. */
  readonly section: string;
  readonly optional: boolean;
  readonly pattern: string;
  /** `@user`, `@org/team`, `name@example.com`. */
  readonly owners: readonly string[];
}

/** `[Docs]`, `^[Docs]`, `[Docs][2] @owner`. */
const sectionPattern = /^(\^?)\[([^\]]+)\](?:\[\d+\])?(.*)$/;

/** The rules of a file in its order. Lines that the forges skip as invalid are skipped here too. */
export function parseOwners(text: string, syntax: OwnersSyntax): readonly OwnerRule[] {
  const rules: OwnerRule[] = [];
  let section = { name: '', optional: false, owners: [] as readonly string[] };
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const content = withoutComment(line);
    const head = syntax === 'gitlab' ? sectionPattern.exec(content) : null;
    if (head) {
      section = {
        name: (head[2] ?? '').trim().toLowerCase(),
        optional: head[1] === '^',
        owners: ownersIn(words(head[3] ?? '')),
      };
      continue;
    }
    const [pattern, ...rest] = words(content);
    if (pattern === undefined || !isPattern(pattern, syntax)) continue;
    const own = ownersIn(rest);
    const owners = own.length > 0 ? own : section.owners;
    rules.push({ section: section.name, optional: section.optional, pattern, owners });
  }
  return rules;
}

/** `#` starts a comment at the start of a line and after a space; `\#` is the character. */
function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/, '$1').trim();
}

/** Splits at spaces; `\ ` is a space of a path. */
function words(content: string): string[] {
  return [...content.matchAll(/(?:\\.|[^\s\\])+/g)].map(([word]) => word);
}

function ownersIn(parts: readonly string[]): readonly string[] {
  return parts.filter((part) => /^@{1,2}[\w.-]+(?:\/[\w.-]+)*$/.test(part) || /^[^\s@]+@[^\s@]+$/.test(part));
}

/** GitHub reads no negation and no character ranges; a line with one of them owns nothing. */
function isPattern(pattern: string, syntax: OwnersSyntax): boolean {
  if (syntax === 'gitea') return true;
  return syntax === 'gitlab' ? !pattern.startsWith('!') : !/^!|[[\]]/.test(pattern);
}

/**
 * Whether a pattern owns a file: `/` anchors at the root, a trailing `/` takes a folder with all below, `*` stays in
 * one folder, `**` does not; a pattern without a slash in it matches in every folder.
 */
export function ownsPath(pattern: string, path: string): boolean {
  const anchored = pattern.replace(/\/$/, '').includes('/');
  const core = pattern.replace(/^\//, '').replace(/\/$/, '/**');
  const start = anchored ? '' : '(?:.*/)?';
  // A name may be a file or a folder; after a last `*` GitHub does not descend.
  const end = /(?:^|\/)\*$/.test(core) || core.endsWith('/**') ? '' : '(?:/.*)?';
  return new RegExp(`^${start}${glob(core)}${end}$`, 'su').test(path);
}

/** Whether one of Gitea's patterns owns a file: a regular expression for the whole path, turned round by `!`. */
export function ownsByExpression(pattern: string, path: string): boolean {
  const negative = pattern.startsWith('!');
  try {
    return new RegExp(`^(?:${negative ? pattern.slice(1) : pattern})$`, 'u').test(path) !== negative;
  } catch {
    // Gitea skips a line whose expression does not compile; so it owns nothing here either.
    return false;
  }
}

/** A backslash takes the next character as it is. */
function glob(pattern: string): string {
  const tokens = pattern.match(/\\.|\*\*\/|\*\*|./gsu) ?? [];
  return tokens
    .map((token) => {
      if (token.length > 1 && token.startsWith('\\')) return escaped(token.slice(1));
      if (token === '**/') return '(?:.*/)?';
      if (token === '**') return '.*';
      if (token === '*') return '[^/]*';
      return token === '?' ? '[^/]' : escaped(token);
    })
    .join('');
}

function escaped(character: string): string {
  return /^[\\^$.*+?()[\]{}|/]$/.test(character) ? `\\${character}` : character;
}
