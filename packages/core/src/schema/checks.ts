import { comparedTypes } from '../check/compared-types.ts';
import type { Expression } from '../check/expression/ast.ts';
import { kindOf } from '../check/expression/functions.ts';
import { parseExpression } from '../check/expression/parse.ts';
import type { KnownColumns } from '../check/expression/primary.ts';
import type { AggregateName, DataRule, TableSchema } from '../check/model.ts';
import { closest } from '../error/closest.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import { parseDuration } from '../policy/grammar.ts';
import { listed, shortened } from '../policy/source.ts';
import { itemsOf, numberAt, placeOf, type SchemaNode, textAt, wordAt, wrong } from './node.ts';
import { type Keywords, pushRule, readKeywords, type SchemaReading } from './reading.ts';
import { weightKeywords, weightOf } from './weight.ts';

const aggregates: readonly AggregateName[] = ['mean', 'median', 'sum', 'min', 'max', 'stddev', 'distinct', 'nullShare'];

const kinds = ['expression', 'rows', 'aggregate', 'freshness'] as const;

const checkKeywords: Keywords = {
  supported: [...kinds, 'column', 'min', 'max', 'when', 'where', ...weightKeywords],
  descriptive: ['name', 'title', 'description'],
  refused: {},
  where: 'a check',
};

/** Reads `checks`, the list of rules that are no single field's. Keys: docs/schemas.md. */
export function readChecks(reading: SchemaReading, node: SchemaNode, columns: KnownColumns): void {
  for (const item of itemsOf(node, 'a list of checks')) pushRule(reading, checkAt(reading, item, columns));
}

/** What expressions may speak of: the fields, and the table's own columns once they are known. */
export function knownColumns(
  fields: TableSchema['fields'],
  table: readonly string[] | undefined,
  complete: boolean,
): KnownColumns {
  const kinds = new Map(fields.map((field) => [field.name, kindOf(comparedTypes(field))]));
  for (const name of table ?? []) if (!kinds.has(name)) kinds.set(name, 'unknown');
  return { kinds, complete: complete || table !== undefined };
}

function checkAt(reading: SchemaReading, node: SchemaNode, columns: KnownColumns): DataRule {
  const keywords = readKeywords(reading, node, checkKeywords);
  const kind = kinds.find((each) => keywords.has(each));
  const place = placeOf(node);
  if (kind === undefined) throw schemaErrors.checkKind({ found: listed([...keywords.keys()]) || 'of none' }, { place });
  const when = keywords.get('when') ?? keywords.get('where');
  const { severity, tolerance } = weightOf(keywords, []);
  const asked = askedBy(kind, keywords, columns, node);
  const tolerated = tolerance(asked.rule);
  return {
    asked,
    severity,
    place,
    ...(when === undefined ? {} : { when: expressionAt(when, columns) }),
    ...(tolerated === undefined ? {} : { tolerance: tolerated }),
  };
}

type CheckKeywords = ReadonlyMap<string, SchemaNode>;

function askedBy(
  kind: (typeof kinds)[number],
  keywords: CheckKeywords,
  columns: KnownColumns,
  node: SchemaNode,
): DataRule['asked'] {
  const own = keywords.get(kind) ?? node;
  switch (kind) {
    case 'expression':
      refuseOthers(keywords, kind, []);
      return { rule: 'expression', expression: expressionAt(own, columns), written: shortened(textAt(own), 200) };
    case 'rows':
      refuseOthers(keywords, kind, []);
      return { rule: 'rowCount', ...rowBounds(own) };
    case 'aggregate': {
      refuseOthers(keywords, kind, ['column', 'min', 'max']);
      const column = columnAt(keywords, columns, node);
      return { rule: 'aggregate', column, aggregate: wordAt(own, aggregates), ...bounds(keywords, node, numberAt) };
    }
    case 'freshness': {
      refuseOthers(keywords, kind, ['column']);
      const written = textAt(own, 'a time such as `2d` or `12h`');
      const within = parseDuration(written);
      if (within === undefined) throw wrong(own, 'a time such as `2d` or `12h`');
      return { rule: 'freshness', column: columnAt(keywords, columns, node), within, written };
    }
  }
}

/** A check of one kind has not the keys of another. */
function refuseOthers(keywords: CheckKeywords, kind: string, own: readonly string[]): void {
  const allowed = [kind, 'when', 'where', 'severity', ...(kind === 'expression' ? ['tolerance'] : []), ...own];
  for (const [key, value] of keywords) {
    if (allowed.includes(key)) continue;
    const where = `a check of \`${kind}\``;
    throw schemaErrors.unknownKeyword(
      { name: key, where, near: undefined, known: listed(allowed) },
      { place: placeOf(value, 'key') },
    );
  }
  const [when, also] = [keywords.get('when'), keywords.get('where')];
  if (when && also) throw wrong(also, 'the condition once, under `when` or `where`');
}

const rowKeywords: Keywords = { supported: ['min', 'max'], descriptive: [], refused: {}, where: '`rows`' };

function rowBounds(node: SchemaNode): { readonly min?: number; readonly max?: number } {
  const keywords = readKeywords({ options: { ignore: [] }, rules: [], ignored: [] }, node, rowKeywords);
  return bounds(keywords, node, (bound) => {
    const count = numberAt(bound, 'a number of rows');
    if (!Number.isInteger(count) || count < 0) throw wrong(bound, 'a number of rows');
    return count;
  });
}

function bounds(keywords: CheckKeywords, node: SchemaNode, read: (node: SchemaNode) => number) {
  const min = keywords.get('min');
  const max = keywords.get('max');
  if (!min && !max) throw wrong(node, '`min`, `max` or both');
  const found = { ...(min && { min: read(min) }), ...(max && { max: read(max) }) };
  if (max && (found.min ?? Number.NEGATIVE_INFINITY) > (found.max ?? 0))
    throw wrong(max, 'a `max` that is not below `min`');
  return found;
}

function columnAt(keywords: CheckKeywords, columns: KnownColumns, node: SchemaNode): string {
  const column = keywords.get('column');
  if (!column) throw wrong(node, 'a `column` beside it');
  const name = textAt(column, 'the name of a column');
  if (!columns.complete || columns.kinds.has(name)) return name;
  const names = [...columns.kinds.keys()];
  throw schemaErrors.unknownSchemaColumn(
    { where: 'The check', name: shortened(name), near: closest(name, names), known: listed(names) },
    { place: placeOf(column) },
  );
}

/** Reads an expression where it stands in the file. */
function expressionAt(node: SchemaNode, columns: KnownColumns): Expression {
  const { source, path } = node;
  const placeAt = (at: number) => source.within?.(path, at) ?? placeOf(node);
  return parseExpression(textAt(node, 'an expression in quotes'), placeAt, columns);
}
