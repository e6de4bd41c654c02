import type { Asked } from '../../check/model.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { boundOrder, numberOrder, refuseEmptyRanges } from '../bounds.ts';
import { booleanAt, child, countAt, isObject, itemsOf, placeOf, type SchemaNode } from '../node.ts';
import { patternAt } from '../pattern.ts';
import { addRule, readKeywords, type SchemaReading } from '../reading.ts';
import { writeRegex } from '../regex/write.ts';
import { scalarOf } from '../values.ts';
import type { FieldNode } from './field.ts';
import { constraintKeywords } from './keywords.ts';
import { constraintNames, constraintsOf } from './types.ts';

/**
 * Adds the rules of one field. What Frictionless' validator does with them: a cell whose text is one of the missing values
 * is missing, whatever the type; a missing cell breaks `required` alone; a cell of the wrong type breaks `type` alone, and
 * counts as missing for `unique` and keys; NaN breaks every bound; repeats are found among values, not texts (`1` and `01`).
 */
export function addConstraints(reading: SchemaReading, node: FieldNode): void {
  const { field, type, weight, keywords } = node;
  if (type !== 'any') {
    addRule(reading, { rule: 'type', column: field.name }, placeOf(keywords.get('type') ?? node.source), weight);
  }
  const constraints = keywords.get('constraints');
  if (constraints) {
    const found = readKeywords(reading, constraints, constraintKeywords(field.name));
    for (const name of constraintNames) {
      const value = found.get(name);
      if (value) addConstraint(reading, node, name, value);
    }
    if (!node.isTypeIgnored) refuseEmptyRanges(found, (value) => orderOf(node, value));
  }
  const categories = keywords.get('categories');
  const ordered = keywords.get('categoriesOrdered');
  if (ordered) booleanAt(ordered);
  if (categories) addCategories(reading, node, categories);
}

function addConstraint(reading: SchemaReading, node: FieldNode, name: string, value: SchemaNode): void {
  const place = placeOf(value, 'key');
  const possible = constraintsOf[node.type] ?? [];
  if (!possible.includes(name)) {
    if (node.isTypeIgnored) {
      reading.ignored.push({ keyword: name, place });
      return;
    }
    throw schemaErrors.constraintOfType({ keyword: name, type: node.type, possible: possible.join(', ') }, { place });
  }
  const asked = askedBy(node, name, value);
  if (asked) addRule(reading, asked, place, node.weight);
}

function askedBy(node: FieldNode, name: string, value: SchemaNode): Asked | undefined {
  const column = node.field.name;
  switch (name) {
    case 'required':
    case 'unique':
      return booleanAt(value) ? { rule: name, column } : undefined;
    case 'minLength':
    case 'maxLength':
      return { rule: name, column, value: countAt(value) };
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return { rule: name, column, value: bound(node, name, value) };
    case 'pattern':
      return { rule: name, column, pattern: writeRegex(patternAt(value, 'python')), whole: true };
    case 'enum':
      return { rule: name, column, values: valuesOf(node, name, itemsOf(value, 'a list of values', 1)) };
    default:
      return undefined;
  }
}

function orderOf(node: FieldNode, value: SchemaNode): number | undefined {
  const keyword = String(value.path.at(-1));
  if (keyword.endsWith('Length')) return numberOrder(value);
  return boundOrder(bound(node, keyword, value), node.type, node.field);
}

function bound({ type, field }: FieldNode, keyword: string, value: SchemaNode): number | string {
  const found = scalarOf(value, keyword, type, field.reading);
  return typeof found === 'boolean' ? Number(found) : found;
}

function valuesOf({ type, field }: FieldNode, keyword: string, items: readonly SchemaNode[]) {
  return items.map((item) => scalarOf(item, keyword, type, field.reading));
}

/** `categories` is `enum` with labels. */
function addCategories(reading: SchemaReading, node: FieldNode, categories: SchemaNode): void {
  const place = placeOf(categories, 'key');
  if (node.type !== 'string' && node.type !== 'integer') {
    throw schemaErrors.constraintOfType(
      { keyword: 'categories', type: node.type, possible: (constraintsOf[node.type] ?? []).join(', ') },
      { place },
    );
  }
  const items = itemsOf(categories, 'a list of values', 1).map((item) => {
    return isObject(item.value) ? (child(item, 'value') ?? item) : item;
  });
  const values = valuesOf(node, 'categories', items);
  addRule(reading, { rule: 'enum', column: node.field.name, values }, place, node.weight);
}
