import type { Asked, FieldType, Scalar } from '../../check/model.ts';
import { closest } from '../../error/closest.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { shortened } from '../../policy/source.ts';
import { numberOrder, refuseEmptyRanges } from '../bounds.ts';
import { booleanAt, countAt, itemsOf, numberAt, placeOf, type SchemaNode, wrong } from '../node.ts';
import { patternAt } from '../pattern.ts';
import { ignoreOrRefuse, readKeywords } from '../reading.ts';
import { writeRegex } from '../regex/write.ts';
import { weightOf } from '../weight.ts';
import { type JsonReading, mention, readPart } from './context.ts';
import { typesWithFormat } from './format.ts';
import { joinedRules } from './joined.ts';
import { columnKeywords } from './keywords.ts';
import { type Placed, placed, under } from './placed.ts';

/**
 * Rules of the schema of one column. They speak of rows that have a value in it; in JSON a null is one. Each keyword says
 * something about values of its own kind only: `minimum` nothing about texts.
 */
export function columnRules(
  reading: JsonReading,
  column: string,
  node: SchemaNode,
  inBranch: boolean,
): readonly Placed[] {
  mention(reading, column, placeOf(node, 'key'));
  return readPart(reading, node, (part) => {
    if (part.value === true) return [];
    if (part.value === false) return [placed({ rule: 'never', column }, placeOf(part))];
    return ownRules(reading, column, part, inBranch);
  });
}

function ownRules(reading: JsonReading, column: string, node: SchemaNode, inBranch: boolean): readonly Placed[] {
  const keywords = readKeywords(reading, node, columnKeywords(column, !inBranch));
  const weight = weightOf(keywords, weighed);
  const own = [
    ...typeRule(reading, column, keywords, inBranch),
    ...uniqueRule(column, keywords.get('unique')),
    ...boundRules(column, keywords),
    ...valueRules(reading, column, keywords),
  ].map((rule) => ({ ...rule, weight }));
  const joined = joinedRules(keywords, inBranch, (below, isBranch) => columnRules(reading, column, below, isBranch));
  return [...own, ...joined.flatMap((rule) => guarded(rule, column))];
}

/** Rules that a tolerance can name. */
const weighed = [
  ...['type', 'unique', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength'],
  ...['maxLength', 'pattern', 'enum'],
];

/** A schema of a column says nothing where the column has no value; of a choice or a `not` that must be said. */
function guarded(rule: Placed, column: string): readonly Placed[] {
  const isGuarded = rule.holds?.some((asked) => asked.rule === 'required' && asked.column === column) ?? false;
  const needsGuard = rule.asked.rule === 'not' || rule.asked.rule === 'oneOf';
  return needsGuard && !isGuarded ? under([{ rule: 'required', column }], [rule]) : [rule];
}

const jsonTypes: readonly FieldType[] = ['string', 'integer', 'number', 'boolean', 'null', 'object', 'array'];

/** The types that `type` names, one or a list. */
export function typesAt(node: SchemaNode): readonly FieldType[] {
  const items = typeof node.value === 'string' ? [node] : itemsOf(node, 'a type or a list of types', 1);
  return items.map((item) => {
    const type = jsonTypes.find((each) => each === item.value);
    if (type) return type;
    if (typeof item.value !== 'string') throw wrong(item, 'the name of a type');
    const near = closest(item.value, jsonTypes);
    throw schemaErrors.unknownType(
      { name: shortened(item.value), near, known: jsonTypes.join(', ') },
      { place: placeOf(item) },
    );
  });
}

function typeRule(
  reading: JsonReading,
  column: string,
  keywords: ReadonlyMap<string, SchemaNode>,
  inBranch: boolean,
): readonly Placed[] {
  const node = keywords.get('type');
  const written = node ? typesAt(node) : undefined;
  const types = typesWithFormat(reading, keywords.get('format'), column, written);
  const known = mention(reading, column, placeOf(keywords.get('format') ?? node ?? reading.root));
  if (!inBranch) known.types ??= types;
  const place = node ?? keywords.get('format');
  return types && place ? [placed({ rule: 'type', column, types }, placeOf(place))] : [];
}

function uniqueRule(column: string, node: SchemaNode | undefined): readonly Placed[] {
  return node && booleanAt(node) ? [placed({ rule: 'unique', column }, placeOf(node, 'key'))] : [];
}

const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const;
const lengths = ['minLength', 'maxLength'] as const;

function boundRules(column: string, keywords: ReadonlyMap<string, SchemaNode>): readonly Placed[] {
  const asked: (readonly [Asked, SchemaNode])[] = [];
  for (const rule of bounds) {
    const node = keywords.get(rule);
    if (node) asked.push([{ rule, column, value: numberAt(node) }, node]);
  }
  for (const rule of lengths) {
    const node = keywords.get(rule);
    if (node) asked.push([{ rule, column, value: countAt(node) }, node]);
  }
  refuseEmptyRanges(keywords, numberOrder);
  return asked.map(([rule, node]) => placed(rule, placeOf(node, 'key')));
}

function valueRules(
  reading: JsonReading,
  column: string,
  keywords: ReadonlyMap<string, SchemaNode>,
): readonly Placed[] {
  const [factor, pattern] = [keywords.get('multipleOf'), keywords.get('pattern')];
  const found: Placed[] = [];
  if (factor) {
    const value = numberAt(factor, 'a number above 0');
    if (value <= 0) throw wrong(factor, 'a number above 0');
    found.push(placed({ rule: 'multipleOf', column, value }, placeOf(factor, 'key')));
  }
  if (pattern) {
    const written = writeRegex(patternAt(pattern, 'ecma'));
    found.push(placed({ rule: 'pattern', column, pattern: written, whole: false }, placeOf(pattern, 'key')));
  }
  const [choices, only] = [keywords.get('enum'), keywords.get('const')];
  if (choices) found.push(...enumRule(reading, column, choices, itemsOf(choices, 'a list of values', 1), 'enum'));
  if (only) found.push(...enumRule(reading, column, only, [only], 'const'));
  return found;
}

function enumRule(
  reading: JsonReading,
  column: string,
  node: SchemaNode,
  items: readonly SchemaNode[],
  keyword: 'enum' | 'const',
): readonly Placed[] {
  const place = placeOf(node, 'key');
  const values = items.map(({ value }) => value).filter(isScalar);
  if (values.length === items.length) return [placed({ rule: 'enum', column, values }, place)];
  ignoreOrRefuse(reading, keyword, 'a value in it is an object or a list, and those are not compared', place);
  return [];
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
