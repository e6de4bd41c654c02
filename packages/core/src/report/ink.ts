import {
  breakable,
  clean,
  codeSpan,
  cut,
  htmlText,
  isPlainInSentence,
  isPlainName,
  longestText,
  safeUrl,
} from './escape.ts';
import { nbsp } from './number.ts';

/** The most code points of a sentence from a record. */
const longestProse = 200;

/** How foreign and our own words are written in one kind of text. Everything foreign passes through it. */
export interface Ink {
  /** A metric, model or branch: plain where nothing in it is live, else code. */
  name(text: string): string;
  /** A column, value, file, param. */
  code(text: string): string;
  /** A sentence from the record, which may carry foreign words. */
  prose(text: string): string;
  /** Our own words, or inked ones, in bold. */
  strong(inked: string): string;
  /** An inked label; without an address it stays a label. */
  link(inked: string, url: string | undefined): string;
}

/** Markdown for notes; foreign strings are cut to `longest` code points. */
export function markdownInk(longest = longestText): Ink {
  const code = (text: string): string => codeSpan(text, longest);
  return {
    name: (text) => (isPlainName(text) && text.length <= longest ? text : code(text)),
    code,
    prose: (text) => markdownProse(text, code),
    strong: (inked) => `**${inked}**`,
    // Readers of Markdown disagree on brackets, backslashes and backticks in code in a label: such a label stays a label.
    link: (inked, url) =>
      /[[\]\\]|``/.test(inked) ? inked : (link(url, (address) => `[${inked}](${address})`) ?? inked),
  };
}

/** Text without markup: commit statuses, page titles. */
export function plainInk(longest = longestText): Ink {
  const plain = (text: string): string => clean(text, longest);
  return {
    name: plain,
    code: plain,
    prose: (text) => clean(text, longestProse),
    strong: (inked) => inked,
    link: (inked) => inked,
  };
}

/** HTML for the page. */
export function htmlInk(longest = longestText): Ink {
  const plain = (text: string): string => breakable(clean(text, longest), htmlText);
  const code = (text: string): string => `<code>${plain(text)}</code>`;
  return {
    name: plain,
    code,
    prose: (text) => inBackticks(text, (part) => htmlText(clean(part, longestProse)), code),
    strong: (inked) => `<b>${inked}</b>`,
    link: (inked, url) => link(url, (address) => `<a href="${htmlText(address)}">${inked}</a>`) ?? inked,
  };
}

function link(url: string | undefined, write: (address: string) => string): string | undefined {
  const address = safeUrl(url);
  return address === undefined ? undefined : write(address);
}

/** Splits at paired backticks: what is inside is code, what is outside is words. */
function inBackticks(text: string, words: (part: string) => string, code: (part: string) => string): string {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return words(text.trim());
  const inked = parts.map((part, index) => (index % 2 === 1 ? code(part) : spaced(part, words)));
  return inked.join('').trim();
}

function spaced(part: string, words: (part: string) => string): string {
  if (part.trim() === '') return part === '' ? '' : ' ';
  const before = /^\s/.test(part) ? ' ' : '';
  const after = /\s$/.test(part) ? ' ' : '';
  return before + words(part.trim()) + after;
}

/** Words stay words where nothing in them is live; runs of other words become code spans. */
function markdownProse(text: string, code: (part: string) => string): string {
  return inBackticks(cut(text, longestProse), (part) => proseWords(part, code), code);
}

function proseWords(part: string, code: (part: string) => string): string {
  const runs: { plain: boolean; words: string[] }[] = [];
  for (const word of part.split(/\s+/).filter((candidate) => candidate !== '')) {
    const plain = isPlainInSentence(word);
    const last = runs.at(-1);
    if (last?.plain === plain) last.words.push(word);
    else runs.push({ plain, words: [word] });
  }
  return runs.map(({ plain, words }) => (plain ? words.join(' ') : code(words.join(' ')))).join(' ');
}

/** The one form in which a note leaves: no-break spaces as entities, one newline at the end of nothing. */
export function finished(markdown: string): string {
  return markdown.replaceAll(nbsp, '&nbsp;');
}
