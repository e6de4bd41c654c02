import type { FieldType } from '../../check/model.ts';
import { placeOf, type SchemaNode, textAt } from '../node.ts';
import { ignoreOrRefuse } from '../reading.ts';
import { type JsonReading, mention } from './context.ts';

const dated: Readonly<Record<string, FieldType>> = { date: 'date', 'date-time': 'datetime', time: 'time' };
const textual = ['email', 'uri', 'uuid'];

/**
 * The types a value must have and is read as. A format is an annotation: expressions and freshness read days and times by
 * it, and nothing is refused. With `formatAssertion: true` the value must have it.
 */
export function typesWithFormat(
  reading: JsonReading,
  node: SchemaNode | undefined,
  column: string,
  types: readonly FieldType[] | undefined,
): readonly FieldType[] | undefined {
  if (!node) return types;
  const format = textAt(node, 'the name of a format');
  const type = Object.hasOwn(dated, format) ? dated[format] : undefined;
  const known = mention(reading, column, placeOf(node));
  if (types !== undefined && !types.includes('string')) return types;
  if (!reading.formatAssertion) {
    if (type && types) known.reading = { ...known.reading, format };
    return types;
  }
  const asked = types ?? ['string'];
  if (type) return asked.map((each) => (each === 'string' ? type : each));
  if (textual.includes(format)) known.reading = { ...known.reading, format };
  else ignoreOrRefuse(reading, format, 'this format is not judged', placeOf(node));
  return textual.includes(format) ? asked : types;
}
