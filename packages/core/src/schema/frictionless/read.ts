import type { TableSchema } from '../../check/model.ts';
import { schemaErrors } from '../../error/schema-errors.ts';
import { listed, shortened } from '../../policy/source.ts';
import type { SchemaSource } from '../../port/table.ts';
import { knownColumns, readChecks } from '../checks.ts';
import { child, isObject, itemsOf, placeOf, rootNode, type SchemaNode, wordAt, wrong } from '../node.ts';
import {
  addRule,
  plainWeight,
  readKeywords,
  type SchemaOptions,
  type SchemaReading,
  startReading,
} from '../reading.ts';
import { missingValuesAt } from './cells.ts';
import { addConstraints } from './constraints.ts';
import { type FieldNode, fieldAt } from './field.ts';
import { addKeys } from './keys.ts';
import { schemaKeywords } from './keywords.ts';

/**
 * Reads a Frictionless Table Schema, version 1 or 2, or one inside a resource or data package. Rules come in the order:
 * the columns, each field's own, keys, checks. Throws UserError with the place in the file.
 */
export function readFrictionless(source: SchemaSource, options: SchemaOptions): TableSchema {
  const reading = startReading(options);
  const schema = schemaIn(rootNode(source), options.resource);
  const keywords = readKeywords(reading, schema, schemaKeywords);
  const list = keywords.get('fields');
  if (!list) throw wrong(schema, 'a schema with `fields`');
  const nodes = itemsOf(list, 'a list of fields', 1).map((item) => fieldAt(reading, item));
  refuseRepeats(nodes);
  const fields = nodes.map(({ field }) => field);
  const names = fields.map(({ name }) => name);
  const match = keywords.get('fieldsMatch');
  const fieldsMatch = match ? wordAt(match, matches) : 'exact';
  const keyRules = startReading(options);
  const primaryKey = addKeys(keyRules, keywords, names);
  addColumns(reading, nodes, { match: fieldsMatch, primaryKey, place: placeOf(match ?? list, 'key') });
  for (const node of nodes) addConstraints(reading, node);
  reading.rules.push(...keyRules.rules);
  reading.ignored.push(...keyRules.ignored);
  const checks = keywords.get('checks');
  const isComplete = fieldsMatch !== 'subset' && fieldsMatch !== 'partial';
  if (checks) readChecks(reading, checks, knownColumns(fields, isComplete ? undefined : options.columns, isComplete));
  const missing = keywords.get('missingValues');
  return {
    dialect: 'frictionless',
    file: source.file,
    fields,
    missingValues: missing ? missingValuesAt(missing) : [''],
    primaryKey,
    rules: reading.rules,
    ignored: reading.ignored,
  };
}

const matches = ['exact', 'equal', 'subset', 'superset', 'partial'] as const;

interface Matching {
  readonly match: (typeof matches)[number];
  readonly primaryKey: readonly string[];
  readonly place: TableSchema['rules'][number]['place'];
}

/** Which columns must be there: all, or with `superset` and `partial` those that are required or of the primary key. */
function addColumns(reading: SchemaReading, nodes: readonly FieldNode[], { match, primaryKey, place }: Matching): void {
  if (match !== 'subset') addRule(reading, { rule: 'fields', match }, place, plainWeight);
  const mayLack = match === 'superset' || match === 'partial';
  for (const { field, source, weight } of nodes) {
    const constraints = child(source, 'constraints');
    const isRequired = constraints !== undefined && child(constraints, 'required')?.value === true;
    if (mayLack && !isRequired && !primaryKey.includes(field.name)) continue;
    addRule(reading, { rule: 'field', column: field.name }, field.place, weight);
  }
}

function refuseRepeats(nodes: readonly FieldNode[]): void {
  const seen = new Set<string>();
  for (const { field } of nodes) {
    if (seen.has(field.name)) throw schemaErrors.repeatedName({ name: shortened(field.name) }, { place: field.place });
    seen.add(field.name);
  }
}

/** The schema itself: the file, the `schema` of a resource, or that of the data package's one table or the named one. */
function schemaIn(root: SchemaNode, wanted: string | undefined): SchemaNode {
  if (!isObject(root.value)) throw schemaErrors.unknownDialect({}, { place: placeOf(root) });
  if (child(root, 'fields')) return root;
  const resources = child(root, 'resources');
  if (!resources) return inlineSchema(root);
  const tables = itemsOf(resources, 'a list of tables', 1).filter((item) => child(item, 'schema'));
  const named = tables.map((table) => ({ table, name: String(child(table, 'name')?.value ?? '') }));
  const [first, ...others] = wanted === undefined ? named : named.filter(({ name }) => name === wanted);
  if (first && others.length === 0) return inlineSchema(first.table);
  const names = listed(named.map(({ name }) => shortened(name)));
  throw schemaErrors.whichResource({ wanted, names: names || 'none' }, { place: placeOf(resources) });
}

function inlineSchema(node: SchemaNode): SchemaNode {
  const schema = child(node, 'schema');
  if (!schema) throw schemaErrors.unknownDialect({}, { place: placeOf(node) });
  if (!isObject(schema.value)) throw wrong(schema, 'the schema itself; one in another file is named by its own path');
  return schema;
}
