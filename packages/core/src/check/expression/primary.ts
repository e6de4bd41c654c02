import { closest } from '../../error/closest.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { listed, shortened } from '../../policy/source.ts';
import type { Expression } from './ast.ts';
import { functionNames, functionShapes, isFunctionName, type ValueKind } from './functions.ts';
import { deeper, expect, isSign, node, peek, type TokenReader, take, unexpected } from './token-reader.ts';
import type { Token } from './tokens.ts';
import { reservedWords } from './words.ts';

/** The columns an expression may speak of. */
export interface KnownColumns {
  readonly kinds: ReadonlyMap<string, ValueKind>;
  /** No other columns can be there, so that another name is a mistake. */
  readonly complete: boolean;
}

/** What reading a value needs: the tokens, the columns, and how a whole condition in parentheses is read. */
export interface ValueReader extends TokenReader {
  readonly columns: KnownColumns | undefined;
  readonly condition: (reader: ValueReader) => Expression;
}

/** A day, with or without a time: what `date('…')` takes. */
const dayText =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:[T ](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?)?$/;

/** A value: a literal, a column, a call, or a condition in parentheses. */
export function primary(reader: ValueReader): Expression {
  const token = take(reader);
  switch (token.kind) {
    case 'number':
      return node(reader, { kind: 'literal', value: token.value, at: token.at });
    case 'text':
      return node(reader, { kind: 'literal', value: token.text, at: token.at });
    case 'name':
      return column(reader, token);
    case 'word':
      return wordValue(reader, token);
    case 'sign': {
      if (token.text !== '(') throw unexpected(reader, token);
      const inside = deeper(reader, reader.condition);
      expect(reader, ')', 'Close the parenthesis.');
      return inside;
    }
    case 'end':
      throw unexpected(reader, token);
  }
}

/** Values in parentheses, at least one. */
export function list(reader: ValueReader): readonly Expression[] {
  expect(reader, '(', 'Values stand in parentheses.');
  const values = [deeper(reader, reader.condition)];
  while (isSign(peek(reader), ',')) {
    reader.next++;
    values.push(deeper(reader, reader.condition));
  }
  expect(reader, ')', 'Values are separated by commas and end with a parenthesis.');
  return values;
}

function wordValue(reader: ValueReader, token: Token): Expression {
  const lower = token.text.toLowerCase();
  if (lower === 'true' || lower === 'false') {
    return node(reader, { kind: 'literal', value: lower === 'true', at: token.at });
  }
  if (isSign(peek(reader), '(') && !reservedWords.has(lower)) return call(reader, token, lower);
  if (reservedWords.has(lower)) throw unexpected(reader, token);
  return column(reader, token);
}

function call(reader: ValueReader, token: Token, name: string): Expression {
  const place = reader.placeOf(token.at);
  if (!isFunctionName(name)) {
    const near = closest(name, functionNames);
    throw schemaErrors.unknownFunction(
      { name: shortened(token.text), near, known: functionNames.join(', ') },
      { place },
    );
  }
  const values = list(reader);
  const { least, most, wanted } = functionShapes[name];
  if (values.length < least || values.length > most) {
    throw schemaErrors.argumentCount({ name, wanted, found: values.length }, { place });
  }
  if (name === 'date' && !isDay(values[0])) {
    const possible = "Write `date('2026-01-31')`, with a time if need be: `date('2026-01-31T08:00:00Z')`.";
    throw schemaErrors.expression({ what: '`date` takes a day in single quotes', possible }, { place });
  }
  return node(reader, { kind: 'call', name, arguments: values, at: token.at });
}

/** A day that is in the calendar: not the 30th of February. */
function isDay(value: Expression | undefined): boolean {
  if (value?.kind !== 'literal' || typeof value.value !== 'string' || !dayText.test(value.value)) return false;
  const [year = 0, month = 0, day = 0] = value.value.slice(0, 10).split('-').map(Number);
  const longest = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (days[month - 1] ?? 0);
  return day <= longest;
}

const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function column(reader: ValueReader, token: Token): Expression {
  const { columns } = reader;
  if (columns?.complete && !columns.kinds.has(token.text)) {
    const names = [...columns.kinds.keys()];
    throw schemaErrors.unknownSchemaColumn(
      {
        where: 'The expression',
        name: shortened(token.text),
        near: closest(token.text, names),
        known: listed(names),
      },
      { place: reader.placeOf(token.at) },
    );
  }
  return node(reader, { kind: 'column', name: token.text, at: token.at });
}
