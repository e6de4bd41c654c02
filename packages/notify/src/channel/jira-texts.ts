import type { Notice } from '@weighbridge/core';
import { clipEscaped, linkOf, oneLine } from '../text.ts';

/** What an issue is called: plain text in one line, of which Jira takes 255 characters. */
export function summaryOf({ title }: Notice): string {
  return oneLine(title, 254);
}

/** Description and comments alike, below Jira's 32,767 characters: wiki markup, in which names are only text. */
export function jiraText({ title, text, facts, links, source }: Notice, withTitle: boolean): string {
  const linked = links.slice(0, 6).flatMap(({ name, url }) => {
    const link = linkOf(url);
    return link === undefined ? [] : [`[${escaped(name, 200)}|${addressed(link)}]`];
  });
  return [
    ...(withTitle ? [escaped(title, 500), ''] : []),
    escaped(text, 4000),
    '',
    ...facts.slice(0, 8).map(({ name, value }) => `* ${escaped(name, 400)}: ${escaped(value, 1000)}`),
    '',
    ...linked,
    escaped(`${source.repository} · weighbridge ${source.version}`, 400),
  ].join('\n');
}

/** Characters that begin markup, a mention, a link, a picture or an emoticon. Jira takes a backslash before each. */
const marks = new Set('#*_+?^~|{}[]()!@');

function escaped(text: string, max: number): string {
  const safe = clipEscaped(oneLine(text, max), max, (character) => {
    // Two backslashes would be an end of line.
    if (character === '\\') return '&#92;';
    return marks.has(character) ? `\\${character}` : character;
  });
  return safe.replace(/^-/, '\\-');
}

/** Brackets would end the link. */
function addressed(link: string): string {
  return link.slice(0, 2000).replaceAll(/[[\]{}]/g, encodeURIComponent);
}
