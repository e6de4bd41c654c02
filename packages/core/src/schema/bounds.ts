import type { Field, FieldType } from '../check/model.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import { shortened } from '../policy/source.ts';
import { placeOf, type SchemaNode } from './node.ts';

const pairs = [
  ['minimum', 'maximum'],
  ['minimum', 'exclusiveMaximum'],
  ['exclusiveMinimum', 'maximum'],
  ['exclusiveMinimum', 'exclusiveMaximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
  ['minProperties', 'maxProperties'],
] as const;

/**
 * Throws UserError, with the line of the upper one, for two bounds of one object between which nothing lies.
 * `orderOf` gives what a bound compares by; undefined where that is not known here.
 */
export function refuseEmptyRanges(
  keywords: ReadonlyMap<string, SchemaNode>,
  orderOf: (node: SchemaNode) => number | undefined,
): void {
  for (const [low, high] of pairs) {
    const [below, above] = [keywords.get(low), keywords.get(high)];
    const [from, to] = [below && orderOf(below), above && orderOf(above)];
    if (!below || !above || from === undefined || to === undefined) continue;
    const isOpen = low.startsWith('exclusive') || high.startsWith('exclusive');
    if (from < to || (from === to && !isOpen)) continue;
    const bounds = { low, from: shortened(String(below.value)), high, to: shortened(String(above.value)) };
    throw schemaErrors.emptyRange(bounds, { place: placeOf(above, 'key') });
  }
}

/** A bound of JSON Schema, or a length: a number by its value. What is none is refused where it is read. */
export function numberOrder({ value }: SchemaNode): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A bound as it was read for a field: numbers by their value, days and months by their parts, moments by their time. */
export function boundOrder(value: number | string, type: FieldType, { reading }: Field): number | undefined {
  if (typeof value === 'number') return value;
  if (type === 'integer') return Number(value);
  if (reading.format !== undefined) return undefined;
  if (type === 'date' || type === 'yearmonth')
    return value.split('-').reduce((order, part) => order * 100 + Number(part), 0);
  if (type !== 'datetime') return undefined;
  const moment = value.replace(' ', 'T').replace(',', '.');
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/u.test(moment) ? moment : `${moment}Z`);
  return Number.isNaN(time) ? undefined : time;
}
