/** Characters as a reader counts them. */
export function visibleLength(text: string): number {
  return Array.from(text.replaceAll('&nbsp;', ' ')).length;
}

/** The lines of the first table before the folds. */
export function mainTableOf(note: string): string[] {
  const lines = (note.split('\n<details')[0] ?? '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('| '));
  if (start === -1) return [];
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start, length === -1 ? undefined : start + length);
}

const ownLinks = /^https:\/\/github\.com\/(acme\/models|weighbridge\/weighbridge)(\/|$)/;
const ownTags =
  /^<\/?(h3|h4|p|br|a|b|strong|em|code|pre|ul|ol|li|table|thead|tbody|tr|th|td|details|summary|sub|span|div|blockquote|wbr|input)( [^<>]*)?\/?>$/;
const unseen = /\p{Cc}|\p{Cf}|\p{Cs}|\p{Zl}|\p{Zp}/u;

/** What is live, cut or broken in a note, in words; empty where all is well. `html` is the note as a forge renders it. */
export function problemsOf(note: string, html: string): string[] {
  const body = html.replace(/^<!--[^\n]*?-->/, '');
  return [
    ...tagProblems(body),
    ...linkProblems(body),
    ...textProblems(body),
    ...balanceProblems(note, body),
    ...(unseen.test(note.replaceAll('\n', '')) ? ['a character that cannot be seen'] : []),
  ];
}

function tagProblems(body: string): string[] {
  const tags = body.match(/<[^>]*>/g) ?? [];
  return tags.filter((tag) => !ownTags.test(tag)).map((tag) => `tag ${tag}`);
}

function linkProblems(body: string): string[] {
  const links = [...body.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '');
  return links.filter((link) => !ownLinks.test(link)).map((link) => `link ${link}`);
}

/** Forges look for mentions and references in the text that is neither code nor a link. */
function textProblems(body: string): string[] {
  const text = body
    .replace(/<pre>[\s\S]*?<\/pre>/g, ' ')
    .replace(/<code>[\s\S]*?<\/code>/g, ' ')
    .replace(/<a [\s\S]*?<\/a>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&quot;', '"')
    .replaceAll('&nbsp;', ' ');
  const live: readonly (readonly [string, RegExp])[] = [
    ['mention', /@\w/],
    ['reference', /(^|[^&\w])[#!$~%&]\w/],
    ['issue', /\b(GH|JIRA)-\d/],
    ['commit', /\b(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b/],
    ['address', /:\/\/|\bwww\./],
    ['emoji', /:[a-z]+:/],
    ['markup', /\*\*|`|~~|\]\(/],
    ['table', /\|/],
  ];
  return live.flatMap(([name, pattern]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`${name}: ${text.slice(Math.max(0, found.index - 30), found.index + 30)}`];
  });
}

/** Whole rows, whole fences, whole folds. */
function balanceProblems(note: string, body: string): string[] {
  const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const problems: string[] = [];
  if (count(note, /^```/gm) % 2 !== 0) problems.push('a fence is open');
  if (count(body, /<details/g) !== count(body, /<\/details>/g)) problems.push('a fold is open');
  const rows = note.split('\n').filter((line) => line.startsWith('|'));
  if (rows.some((row) => !row.endsWith('|'))) problems.push('a row is cut');
  if (count(body, /<tr>/g) !== rows.length - count(note, /^\| :?-:? \|/gm)) problems.push('a row is no row');
  return problems;
}
