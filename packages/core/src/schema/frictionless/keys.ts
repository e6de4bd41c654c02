import { closest } from '../../error/closest.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { listed, shortened } from '../../policy/source.ts';
import { isObject, itemsOf, placeOf, type SchemaNode, textAt, wrong } from '../node.ts';
import { addRule, plainWeight, readKeywords, type SchemaReading } from '../reading.ts';
import { foreignKeyKeywords, referenceKeywords } from './keywords.ts';

type TableKeywords = ReadonlyMap<string, SchemaNode>;

/**
 * Adds the rules of `primaryKey`, `uniqueKeys` and `foreignKeys`, in both dialects. Of the primary key only a row without
 * any part breaks it, besides repeats: Frictionless compares parts that are missing like values. A foreign key without any
 * part is not looked up. Unique keys follow the standard, for Frictionless' validator does not judge them.
 */
export function addKeys(
  reading: SchemaReading,
  keywords: TableKeywords,
  columns: readonly string[],
): readonly string[] {
  const primary = keywords.get('primaryKey');
  const key = primary ? namesAt(primary, '`primaryKey`', columns) : [];
  if (primary && key.length > 0) {
    addRule(reading, { rule: 'primaryKey', columns: key }, placeOf(primary, 'key'), plainWeight);
  }
  const unique = keywords.get('uniqueKeys');
  for (const item of unique ? itemsOf(unique, 'a list of keys') : []) {
    const names = namesAt(item, '`uniqueKeys`', columns);
    addRule(reading, { rule: 'uniqueKeys', columns: names }, placeOf(item), plainWeight);
  }
  const foreign = keywords.get('foreignKeys');
  for (const item of foreign ? itemsOf(foreign, 'a list of keys') : []) addForeignKey(reading, item, columns);
  return key;
}

function addForeignKey(reading: SchemaReading, node: SchemaNode, columns: readonly string[]): void {
  if (!isObject(node.value)) throw wrong(node, '`fields` and `reference`');
  const keywords = readKeywords(reading, node, foreignKeyKeywords);
  const [own, reference] = [keywords.get('fields'), keywords.get('reference')];
  if (!own || !reference) throw wrong(node, '`fields` and `reference`');
  const referred = readKeywords(reading, reference, referenceKeywords);
  const [resourceNode, fields] = [referred.get('resource'), referred.get('fields')];
  if (!fields) throw wrong(reference, 'a `reference` with `fields`');
  const resource = resourceNode ? textAt(resourceNode, 'the name of a dataset, or a path') : '';
  const names = namesAt(own, '`foreignKeys`', columns);
  const referenced = resource === '' ? namesAt(fields, '`foreignKeys`', columns) : namesAt(fields, '`foreignKeys`');
  if (names.length !== referenced.length) throw wrong(fields, 'as many columns as the key has');
  addRule(reading, { rule: 'foreignKey', columns: names, resource, reference: referenced }, placeOf(node), plainWeight);
}

/** One column, or a list of them. With `columns`, each must be one of these. */
function namesAt(node: SchemaNode, where: string, columns?: readonly string[]): readonly string[] {
  const items = typeof node.value === 'string' ? [node] : itemsOf(node, 'a column or a list of columns', 1);
  const names = items.map((item) => {
    const name = textAt(item, 'the name of a column');
    if (!columns || columns.includes(name)) return name;
    throw schemaErrors.unknownSchemaColumn(
      { where, name: shortened(name), near: closest(name, columns), known: listed(columns) },
      { place: placeOf(item) },
    );
  });
  if (new Set(names).size < names.length) throw wrong(node, 'each column once');
  return names;
}
