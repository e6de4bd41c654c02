import type { FieldType } from '../../check/model.ts';
import { placeOf, type SchemaNode, textAt } from '../node.ts';
import { ignoreOrRefuse } from '../reading.ts';
import { type JsonReading, mention } from './context.ts';

const dated: Readonly<Record<string, FieldType>> = { date: 'date', 'date-time': 'datetime', time: 'time' };
const textual = ['email', 'uri', 'uuid'];

/** The types a value must have, and those it is read as. */
interface Types {
  readonly asked: readonly FieldType[] | undefined;
  readonly read: readonly FieldType[] | undefined;
}

/**
 * A format is an annotation: days and times are read as such where an expression or freshness speaks of them, and nothing
 * is refused. With `formatAssertion: true` the value must have it.
 */
export function readFormat(
  reading: JsonReading,
  node: SchemaNode | undefined,
  column: string,
  written: readonly FieldType[] | undefined,
): Types {
  if (!node) return { asked: written, read: written };
  const format = textAt(node, 'the name of a format');
  const takesText = written === undefined || written.includes('string');
  const type = Object.hasOwn(dated, format) ? dated[format] : undefined;
  if (!takesText) return { asked: written, read: written };
  if (type) return datedTypes(reading, written, type);
  if (!reading.formatAssertion) return { asked: written, read: written };
  if (!textual.includes(format)) {
    ignoreOrRefuse(reading, format, 'this format is not judged', placeOf(node));
    return { asked: written, read: written };
  }
  const known = mention(reading, column, placeOf(node));
  known.reading = { ...known.reading, format };
  return { asked: written ?? ['string'], read: written ?? ['string'] };
}

function datedTypes(
  { formatAssertion }: JsonReading,
  written: readonly FieldType[] | undefined,
  type: FieldType,
): Types {
  const read = (written ?? ['string']).map((each) => (each === 'string' ? type : each));
  return { asked: formatAssertion ? read : written, read };
}
