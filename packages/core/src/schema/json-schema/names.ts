import { countAt, itemsOf, type SchemaNode } from '../node.ts';
import { patternAt } from '../pattern.ts';
import { readKeywords } from '../reading.ts';
import { regexMatches } from '../regex/match.ts';
import { typesAt } from './column.ts';
import { type JsonReading, readPart } from './context.ts';
import { nameKeywords } from './keywords.ts';

/** Whether the name of a column is as `propertyNames` asks. */
export function nameHolds(reading: JsonReading, node: SchemaNode, name: string): boolean {
  return readPart(reading, node, (part) => [
    typeof part.value === 'boolean' ? part.value : holds(reading, part, name),
  ]).every(Boolean);
}

function holds(reading: JsonReading, node: SchemaNode, name: string): boolean {
  for (const [keyword, found] of readKeywords(reading, node, nameKeywords)) {
    if (!keywordHolds(reading, keyword, found, name)) return false;
  }
  return true;
}

function keywordHolds(reading: JsonReading, keyword: string, node: SchemaNode, name: string): boolean {
  const below = (item: SchemaNode) => nameHolds(reading, item, name);
  switch (keyword) {
    case 'type':
      return typesAt(node).includes('string');
    case 'enum':
      return itemsOf(node, 'a list of names', 1).some(({ value }) => value === name);
    case 'const':
      return node.value === name;
    case 'pattern':
      return regexMatches(patternAt(node, 'ecma'), name);
    case 'minLength':
      return [...name].length >= countAt(node);
    case 'maxLength':
      return [...name].length <= countAt(node);
    case 'allOf':
      return itemsOf(node, 'a list of schemas', 1).map(below).every(Boolean);
    case 'anyOf':
      return itemsOf(node, 'a list of schemas', 1).map(below).some(Boolean);
    case 'oneOf':
      return itemsOf(node, 'a list of schemas', 1).map(below).filter(Boolean).length === 1;
    case 'not':
      return !below(node);
    default:
      return true;
  }
}
