import { numberOrder, refuseEmptyRanges } from '../bounds.ts';
import { countAt, entriesOf, itemsOf, objectAt, placeOf, type SchemaNode, textAt, wrong } from '../node.ts';
import { patternKey } from '../pattern.ts';
import { readKeywords } from '../reading.ts';
import { regexMatches } from '../regex/match.ts';
import type { Regex } from '../regex/tree.ts';
import { columnRules, typesAt } from './column.ts';
import { type JsonReading, mention, readPart } from './context.ts';
import { joinedRules } from './joined.ts';
import { rootExtras, rowKeywords } from './keywords.ts';
import { nameHolds } from './names.ts';
import { type Placed, placed, under } from './placed.ts';

type RowKeywords = ReadonlyMap<string, SchemaNode>;

/** Where a schema of rows stands: at the top, joined to it (`allOf`, `$ref`), or in a branch. */
export type Standing = 'top' | 'joined' | 'branch';

/** Rules of a schema of rows. `found` is given the keywords of ours at the top. */
export function rowRules(
  reading: JsonReading,
  node: SchemaNode,
  standing: Standing,
  found?: (keywords: RowKeywords) => void,
): readonly Placed[] {
  return readPart(reading, node, (part) => {
    if (part.value === true) return [];
    if (part.value === false) return [placed({ rule: 'never' }, placeOf(part))];
    const isTop = part === node && standing === 'top';
    const keywords = readKeywords(reading, part, rowKeywords(isTop));
    if (isTop) found?.(new Map([...keywords].filter(([key]) => rootExtras.includes(key))));
    return ownRules(reading, keywords, standing === 'branch');
  });
}

function ownRules(reading: JsonReading, keywords: RowKeywords, inBranch: boolean): readonly Placed[] {
  const below = (node: SchemaNode, isBranch: boolean) => rowRules(reading, node, isBranch ? 'branch' : 'joined');
  return [
    ...objectRule(keywords.get('type'), inBranch),
    ...requiredRules(reading, keywords.get('required'), inBranch),
    ...propertyRules(reading, keywords, inBranch),
    ...nameRules(reading, keywords.get('propertyNames')),
    ...countRules(keywords),
    ...dependencyRules(reading, keywords),
    ...joinedRules(keywords, inBranch, below),
  ];
}

/** A row is an object. In a branch another type never holds; elsewhere it is a mistake. */
function objectRule(node: SchemaNode | undefined, inBranch: boolean): readonly Placed[] {
  if (!node || typesAt(node).includes('object')) return [];
  if (!inBranch) throw wrong(node, '`object`, for a row is one');
  return [placed({ rule: 'never' }, placeOf(node))];
}

/** At the top the column must also be in the table; in a branch a column that is not there is missing in each row. */
function requiredRules(reading: JsonReading, node: SchemaNode | undefined, inBranch: boolean): readonly Placed[] {
  if (!node) return [];
  return itemsOf(node, 'a list of columns').flatMap((item) => {
    const column = textAt(item, 'the name of a column');
    const place = placeOf(item);
    mention(reading, column, place);
    const required = placed({ rule: 'required', column }, place);
    return inBranch ? [required] : [placed({ rule: 'field', column }, place), required];
  });
}

/** `additionalProperties` is for columns that neither of the others speaks of. */
function propertyRules(reading: JsonReading, keywords: RowKeywords, inBranch: boolean): readonly Placed[] {
  const [own, byPattern] = [keywords.get('properties'), keywords.get('patternProperties')];
  const additional = keywords.get('additionalProperties');
  const named = own ? entriesOf(own) : [];
  const patterns = byPattern ? patternsAt(byPattern) : [];
  const names = new Set(named.map(([name]) => name));
  const columns = reading.options.columns ?? [];
  const found = named.flatMap(([name, node]) => columnRules(reading, name, node, inBranch));
  for (const column of columns) {
    const fitting = patterns.filter(({ regex }) => regexMatches(regex, column));
    for (const { node } of fitting) found.push(...columnRules(reading, column, node, inBranch));
    if (additional && fitting.length === 0 && !names.has(column)) {
      found.push(...columnRules(reading, column, additional, inBranch));
    }
  }
  if (additional?.value === false && reading.options.columns === undefined && !inBranch) {
    found.push(placed({ rule: 'fields', match: 'superset' }, placeOf(additional)));
  }
  return found;
}

interface NamedByPattern {
  readonly regex: Regex;
  readonly node: SchemaNode;
}

function patternsAt(node: SchemaNode): readonly NamedByPattern[] {
  return entriesOf(node).map(([pattern, below]) => ({ regex: patternKey(below, pattern, 'ecma'), node: below }));
}

/** Without the table's columns the schema of names is read all the same, so that its faults are found. */
function nameRules(reading: JsonReading, node: SchemaNode | undefined): readonly Placed[] {
  if (!node) return [];
  const columns = reading.options.columns ?? [''];
  const bad = columns.filter((column) => !nameHolds(reading, node, column));
  if (reading.options.columns === undefined) return [];
  return bad.map((column) => {
    mention(reading, column, placeOf(node, 'key'));
    return placed({ rule: 'never', column }, placeOf(node, 'key'));
  });
}

function countRules(keywords: RowKeywords): readonly Placed[] {
  refuseEmptyRanges(keywords, numberOrder);
  return (['minProperties', 'maxProperties'] as const).flatMap((rule) => {
    const node = keywords.get(rule);
    return node ? [placed({ rule, value: countAt(node) }, placeOf(node, 'key'))] : [];
  });
}

/** `dependencies` of draft 7 holds both kinds: lists of columns, and schemas. */
function dependencyRules(reading: JsonReading, keywords: RowKeywords): readonly Placed[] {
  return ['dependentRequired', 'dependentSchemas', 'dependencies'].flatMap((keyword) => {
    const node = keywords.get(keyword);
    if (!node) return [];
    objectAt(node);
    return entriesOf(node).flatMap(([column, below]) => {
      mention(reading, column, placeOf(below, 'key'));
      const isList = keyword === 'dependentRequired' || (keyword === 'dependencies' && Array.isArray(below.value));
      return isList ? neededColumns(reading, column, below) : dependentRules(reading, column, below);
    });
  });
}

function neededColumns(reading: JsonReading, column: string, node: SchemaNode): readonly Placed[] {
  const columns = itemsOf(node, 'a list of columns').map((item) => {
    const name = textAt(item, 'the name of a column');
    mention(reading, name, placeOf(item));
    return name;
  });
  return columns.length === 0 ? [] : [placed({ rule: 'dependentRequired', column, columns }, placeOf(node, 'key'))];
}

function dependentRules(reading: JsonReading, column: string, node: SchemaNode): readonly Placed[] {
  return under([{ rule: 'required', column }], rowRules(reading, node, 'branch'));
}
