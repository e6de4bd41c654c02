import { schemaErrors } from '../../error/schema-errors.ts';
import type { UserError } from '../../error/user-error.ts';
import { shortened } from '../../policy/source.ts';
import type { Expression } from './ast.ts';
import type { PlaceOf, Token } from './tokens.ts';

const mostNodes = 1000;
const mostDepth = 50;

/** The tokens of an expression, read one after the other, and what has been made of them. */
export interface TokenReader {
  readonly tokens: readonly Token[];
  readonly placeOf: PlaceOf;
  next: number;
  nodes: number;
  depth: number;
}

/** The token that comes next, or the one so many after it. */
export function peek(reader: TokenReader, ahead = 0): Token {
  return reader.tokens[reader.next + ahead] ?? { kind: 'end', text: '', at: reader.tokens.at(-1)?.at ?? 0 };
}

/** The next token, passed over. */
export function take(reader: TokenReader): Token {
  const token = peek(reader);
  reader.next++;
  return token;
}

/** Whether a token is one of these words, in any case. */
export function isWord(token: Token, ...words: readonly string[]): boolean {
  return token.kind === 'word' && words.includes(token.text.toLowerCase());
}

/** Whether a token is one of these signs. */
export function isSign(token: Token, ...signs: readonly string[]): boolean {
  return token.kind === 'sign' && signs.includes(token.text);
}

/** Passes over a word or sign that must be there. */
export function expect(reader: TokenReader, text: string, possible: string): void {
  const token = peek(reader);
  if (!isWord(token, text) && !isSign(token, text)) throw unexpected(reader, token, possible);
  reader.next++;
}

/** Counts a part of the tree. Throws when there are too many. */
export function node<E extends Expression>(reader: TokenReader, expression: E): E {
  reader.nodes++;
  if (reader.nodes > mostNodes) throw tooLarge(reader, `${mostNodes} parts`, expression.at);
  return expression;
}

/** Reads one level deeper. Throws when that is too deep. */
export function deeper<R extends TokenReader>(reader: R, read: (reader: R) => Expression): Expression {
  reader.depth++;
  if (reader.depth > mostDepth) throw tooLarge(reader, `${mostDepth} levels`, peek(reader).at);
  const expression = read(reader);
  reader.depth--;
  return expression;
}

/** The error of a token that cannot stand where it does. */
export function unexpected(
  reader: TokenReader,
  token: Token,
  possible = 'Write a column, a value or a function.',
): UserError {
  const before = reader.tokens[reader.tokens.indexOf(token) - 1];
  const after = before === undefined ? 'at the start' : `after \`${shortened(before.text)}\``;
  const what = token.kind === 'end' ? `it ends ${after}` : `\`${shortened(token.text)}\` cannot stand ${after}`;
  const isNull = isWord(token, 'null');
  const cure = isNull ? 'A value that is not there is tested by `is missing`.' : possible;
  return schemaErrors.expression({ what, possible: cure }, { place: reader.placeOf(token.at) });
}

function tooLarge(reader: TokenReader, limit: string, at: number): UserError {
  return schemaErrors.expressionSize({ limit }, { place: reader.placeOf(at) });
}
