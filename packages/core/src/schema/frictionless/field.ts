import type { Field, FieldType } from '../../check/model.ts';
import { closest } from '../../error/closest.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { shortened } from '../../policy/source.ts';
import { child, isObject, placeOf, type SchemaNode, textAt, wrong } from '../node.ts';
import { ignoreOrRefuse, readKeywords, type SchemaReading, type Weight } from '../reading.ts';
import { weightOf } from '../weight.ts';
import { formatOf, missingValuesAt, readingOf } from './cells.ts';
import { fieldKeywords } from './keywords.ts';
import { constraintNames, fieldTypes, refusedTypes } from './types.ts';

/** A field as it stands in the schema, before its constraints are read. */
export interface FieldNode {
  readonly field: Field;
  readonly type: FieldType;
  /** The user goes without the type the schema names; only constraints of any type are then read. */
  readonly isTypeIgnored: boolean;
  readonly source: SchemaNode;
  readonly keywords: ReadonlyMap<string, SchemaNode>;
  readonly weight: Weight;
}

/** Reads name, type, format and missing values of a field. Without a type it is text, as Frictionless has it. */
export function fieldAt(reading: SchemaReading, node: SchemaNode): FieldNode {
  if (!isObject(node.value)) throw wrong(node, 'a field with `name` and `type`');
  const nameNode = child(node, 'name');
  if (!nameNode) throw wrong(node, 'a field with a `name`');
  const name = textAt(nameNode, 'the name of a column');
  const keywords = readKeywords(reading, node, fieldKeywords(name));
  const { type, isIgnored } = typeAt(reading, keywords.get('type'));
  const format = formatOf(reading, keywords.get('format'), type, isIgnored);
  const missing = keywords.get('missingValues');
  const field: Field = {
    name,
    types: [type],
    reading: { ...(format !== undefined && { format }), ...readingOf(keywords, type, isIgnored) },
    ...(missing && { missingValues: missingValuesAt(missing) }),
    place: placeOf(nameNode),
  };
  return {
    field,
    type,
    isTypeIgnored: isIgnored,
    source: node,
    keywords,
    weight: weightOf(keywords, ['type', ...constraintNames]),
  };
}

function typeAt(reading: SchemaReading, node: SchemaNode | undefined) {
  if (!node) return { type: 'string' as const, isIgnored: false };
  if (typeof node.value !== 'string') throw wrong(node, 'the name of a type');
  const name = node.value;
  const type = fieldTypes.find((each) => each === name);
  if (type && !reading.options.ignore.includes(type)) return { type, isIgnored: false };
  if (type || Object.hasOwn(refusedTypes, name)) {
    ignoreOrRefuse(reading, name, refusedTypes[name] ?? '', placeOf(node));
    return { type: 'any' as const, isIgnored: true };
  }
  const known = fieldTypes.join(', ');
  const near = closest(name, [...fieldTypes, ...Object.keys(refusedTypes)]);
  throw schemaErrors.unknownType({ name: shortened(name), near, known }, { place: placeOf(node) });
}
