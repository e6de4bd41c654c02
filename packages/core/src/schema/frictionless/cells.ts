import type { FieldType, Reading } from '../../check/model.ts';
import { closest } from '../../error/closest.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { shortened } from '../../policy/source.ts';
import { booleanAt, child, isObject, itemsOf, placeOf, type SchemaNode, textAt, wrong } from '../node.ts';
import { ignoreOrRefuse, type SchemaReading } from '../reading.ts';
import { readingKeys } from './types.ts';

const stringFormats = ['email', 'uri', 'uuid', 'binary'];
const refusedFormats: Readonly<Record<string, string>> = { wkt: 'shapes on a map are not judged' };
const dated: readonly FieldType[] = ['date', 'datetime', 'time'];
/** Directives of `strptime` that do not depend on the machine's language. */
const directives = new Set([...'aAbBdfHIjmMpSyYz%']);

/** The format of a field, `default` left out. Throws UserError for one that its type does not have. */
export function formatOf(
  reading: SchemaReading,
  node: SchemaNode | undefined,
  type: FieldType,
  isTypeIgnored: boolean,
): string | undefined {
  if (!node || isTypeIgnored) return undefined;
  const format = textAt(node, 'the name of a format').replace(/^fmt:/, '');
  const place = placeOf(node);
  if (format === 'default' || format === '') return undefined;
  if (reading.options.ignore.includes(format) || Object.hasOwn(refusedFormats, format)) {
    ignoreOrRefuse(reading, format, refusedFormats[format] ?? '', place);
    return undefined;
  }
  if (type === 'string') {
    if (stringFormats.includes(format)) return format;
    throw unknownFormat(node, format, stringFormats);
  }
  if (!dated.includes(type)) throw unknownFormat(node, format, ['default']);
  if (format !== 'any') checkPattern(node, format);
  return format;
}

function unknownFormat(node: SchemaNode, format: string, formats: readonly string[]) {
  return schemaErrors.unknownType(
    { name: shortened(format), near: closest(format, formats), known: formats.join(', ') },
    { place: placeOf(node) },
  );
}

function checkPattern(node: SchemaNode, format: string): void {
  const found = [...format.matchAll(/%(.?)/gsu)].map((match) => match[1] ?? '');
  const unknown = found.find((letter) => !directives.has(letter));
  if (unknown === undefined && found.length > 0) return;
  throw wrong(
    node,
    `\`any\`, or a pattern of \`strptime\` with ${[...directives].map((letter) => `%${letter}`).join(' ')}`,
  );
}

/** How the field's texts become values. Throws UserError for a key that says nothing about its type. */
export function readingOf(
  keywords: ReadonlyMap<string, SchemaNode>,
  type: FieldType,
  isTypeIgnored: boolean,
): Omit<Reading, 'format'> {
  if (isTypeIgnored) return {};
  for (const [key, types] of Object.entries(readingKeys)) {
    const node = keywords.get(key);
    if (!node || types.includes(type)) continue;
    const possible = Object.keys(readingKeys).filter((other) => readingKeys[other]?.includes(type));
    throw schemaErrors.constraintOfType(
      { keyword: key, type, possible: possible.join(', ') || 'none' },
      { place: placeOf(node, 'key') },
    );
  }
  const [yes, no] = [keywords.get('trueValues'), keywords.get('falseValues')];
  const [decimal, group, bare] = ['decimalChar', 'groupChar', 'bareNumber'].map((key) => keywords.get(key));
  return {
    ...(yes && { trueValues: textsAt(yes) }),
    ...(no && { falseValues: textsAt(no) }),
    ...(decimal && { decimalChar: oneCharacter(decimal) }),
    ...(group && group.value !== '' && { groupChar: oneCharacter(group) }),
    ...(bare && { bareNumber: booleanAt(bare) }),
  };
}

function oneCharacter(node: SchemaNode): string {
  const text = textAt(node, 'one character in quotes');
  if ([...text].length !== 1 || /[\d+-]/.test(text)) throw wrong(node, 'one character in quotes, no digit or sign');
  return text;
}

function textsAt(node: SchemaNode): readonly string[] {
  return itemsOf(node, 'a list of texts', 1).map((item) => textAt(item, 'a text; quotes make it one'));
}

/** Texts that stand for "missing"; in the second version of the standard also with a label each. */
export function missingValuesAt(node: SchemaNode): readonly string[] {
  return itemsOf(node, 'a list of texts').map((item) => {
    if (!isObject(item.value)) return textAt(item, 'a text; quotes make it one');
    const value = child(item, 'value');
    if (!value) throw wrong(item, 'a text, or `value` and `label`');
    return textAt(value, 'a text; quotes make it one');
  });
}
