import { schemaErrors } from '../../error/schema-errors.ts';
import type { Place } from '../../error/user-error.ts';
import { shortened } from '../../policy/source.ts';

/** A word of an expression. `at` counts characters (UTF-16 units) from the start of its text. */
export type Token =
  /** A keyword, function or bare column. */
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  /** A column in double quotes or backticks. */
  | { readonly kind: 'name'; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly text: string; readonly at: number }
  | { readonly kind: 'number'; readonly text: string; readonly value: number; readonly at: number }
  | { readonly kind: 'sign'; readonly text: string; readonly at: number }
  | { readonly kind: 'end'; readonly text: ''; readonly at: number };

/** Where a character of the expression is in the file. */
export type PlaceOf = (at: number) => Place;

const longestText = 2000;
const blank = /\s+/y;
const word = /[\p{L}_][\p{L}\p{N}_]*/uy;
const number = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const sign = /<=|>=|<>|!=|==|[=<>+\-*/%(),]/y;
const afterNumber = /[\p{L}\p{N}_.]/uy;

/** Cuts the text of an expression into tokens, the last of which is its end. Throws UserError for what is no token. */
export function tokens(text: string, placeOf: PlaceOf): readonly Token[] {
  if (text.length > longestText) {
    throw schemaErrors.expressionSize({ limit: `${longestText} characters` }, { place: placeOf(0) });
  }
  const found: Token[] = [];
  let at = 0;
  for (;;) {
    at += match(blank, text, at)?.length ?? 0;
    if (at >= text.length) break;
    const { token, to } = tokenAt(text, at, placeOf);
    found.push(token);
    at = to;
  }
  return [...found, { kind: 'end', text: '', at: text.length }];
}

function tokenAt(text: string, at: number, placeOf: PlaceOf): { readonly token: Token; readonly to: number } {
  const quote = text.charAt(at);
  if (quote === "'" || quote === '"' || quote === '`') return quotedAt(text, at, quote, placeOf);
  const digits = match(number, text, at);
  if (digits !== undefined) return { token: numberToken(digits, text, at, placeOf), to: at + digits.length };
  const letters = match(word, text, at);
  if (letters !== undefined) return { token: { kind: 'word', text: letters, at }, to: at + letters.length };
  const mark = match(sign, text, at);
  if (mark !== undefined) return { token: { kind: 'sign', text: mark, at }, to: at + mark.length };
  const found = String.fromCodePoint(text.codePointAt(at) ?? 0);
  throw schemaErrors.expression(
    {
      what: `"${shortened(found)}" has no meaning here`,
      possible: 'Strings stand in single quotes, columns with other characters than letters and digits in double ones.',
    },
    { place: placeOf(at) },
  );
}

function numberToken(digits: string, text: string, at: number, placeOf: PlaceOf): Token {
  const value = Number(digits);
  const place = placeOf(at);
  if (match(afterNumber, text, at + digits.length) !== undefined) {
    const possible = 'A column whose name begins with a digit stands in double quotes.';
    throw schemaErrors.expression({ what: `"${digits}" is followed by a letter, digit or dot`, possible }, { place });
  }
  if (!Number.isFinite(value)) {
    throw schemaErrors.expression(
      { what: `${shortened(digits)} is too large`, possible: 'Numbers end at 1.8e308.' },
      { place },
    );
  }
  return { kind: 'number', text: digits, value, at };
}

/** A quote inside the quotes is written twice. */
function quotedAt(text: string, at: number, quote: string, placeOf: PlaceOf) {
  let inside = '';
  for (let from = at + 1; ; ) {
    const end = text.indexOf(quote, from);
    if (end < 0) {
      const possible = `Close it with ${quote}; inside, write ${quote} twice.`;
      throw schemaErrors.expression({ what: `the quote ${quote} is not closed`, possible }, { place: placeOf(at) });
    }
    inside += text.slice(from, end);
    if (text.charAt(end + 1) !== quote) {
      const kind = quote === "'" ? ('text' as const) : ('name' as const);
      return { token: { kind, text: inside, at }, to: end + 1 };
    }
    inside += quote;
    from = end + 2;
  }
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
