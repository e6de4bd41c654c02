import type { DataRule, TableSchema } from '../../check/model.ts';
import type { SchemaSource } from '../../port/table.ts';
import { numberOrder, refuseEmptyRanges } from '../bounds.ts';
import { knownColumns, readChecks } from '../checks.ts';
import { missingValuesAt } from '../frictionless/cells.ts';
import { addKeys } from '../frictionless/keys.ts';
import { booleanAt, child, countAt, isObject, placeOf, rootNode, type SchemaNode, textAt, wrong } from '../node.ts';
import {
  addRule,
  ignoreOrRefuse,
  plainWeight,
  pushRule,
  readKeywords,
  type SchemaOptions,
  type SchemaReading,
  startReading,
} from '../reading.ts';
import { typesAt } from './column.ts';
import { fieldsOf, type JsonReading } from './context.ts';
import { rootExtras, tableKeywords } from './keywords.ts';
import type { Placed } from './placed.ts';
import { rowRules } from './row.ts';

type Extras = ReadonlyMap<string, SchemaNode>;

/**
 * Reads a JSON Schema of a row (`type: object`), or of a list of rows: draft 2020-12, and draft 7 where `$schema` says so.
 * Rules come in the order of the schema, then keys and checks. Throws UserError with the place in the file.
 */
export function readJsonSchema(source: SchemaSource, options: SchemaOptions): TableSchema {
  const root = rootNode(source);
  if (!isObject(root.value)) throw wrong(root, 'a schema of a row, `type: object`');
  const formats = child(root, 'formatAssertion');
  const started = startReading(options);
  const reading: JsonReading = {
    ...started,
    root,
    refsStandAlone: isOldDraft(started, child(root, '$schema')),
    formatAssertion: formats ? booleanAt(formats) : false,
    mentioned: new Map(),
    following: new Set(),
    parts: 0,
    levels: 0,
  };
  const { rules, extras } = isTable(root) ? tableRules(reading, root) : topRules(reading, root);
  for (const rule of rules) pushRule(reading, dataRule(rule));
  return finished(reading, extras, source.file);
}

function finished(reading: JsonReading, extras: Extras, file: string): TableSchema {
  const fields = fieldsOf(reading);
  const names = fields.map(({ name }) => name);
  const known = [...new Set([...names, ...(reading.options.columns ?? [])])];
  const primaryKey = addKeys(reading, extras, known);
  const checks = extras.get('checks');
  if (checks) readChecks(reading, checks, knownColumns(fields, reading.options.columns, false));
  const missing = extras.get('missingValues');
  const missingValues = missing ? missingValuesAt(missing) : [''];
  return {
    dialect: 'json-schema',
    file,
    fields,
    missingValues,
    primaryKey,
    rules: reading.rules,
    ignored: reading.ignored,
  };
}

/** Draft 7 and 6 read `$ref` their own way; what is newer is read as 2020-12. Other dialects are not known. */
function isOldDraft(reading: SchemaReading, node: SchemaNode | undefined): boolean {
  if (!node) return false;
  const named = textAt(node, 'the address of a draft');
  const draft = /^https?:\/\/json-schema\.org\/(?:draft-(0[67])|draft\/(?:2019-09|2020-12))\/schema#?$/.exec(named);
  if (!draft)
    ignoreOrRefuse(reading, '$schema', 'drafts 6, 7, 2019-09 and 2020-12 of JSON Schema are read', placeOf(node));
  return draft?.[1] !== undefined;
}

function isTable(root: SchemaNode): boolean {
  const type = child(root, 'type');
  return type !== undefined && !typesAt(type).includes('object') && typesAt(type).includes('array');
}

/** A list of rows: how many there are, and what each of them is. */
function tableRules(reading: JsonReading, root: SchemaNode) {
  const keywords = readKeywords(reading, root, tableKeywords);
  const [least, most, items] = [keywords.get('minItems'), keywords.get('maxItems'), keywords.get('items')];
  for (const node of [least, most]) {
    if (!node) continue;
    const bound = node === least ? { min: countAt(node) } : { max: countAt(node) };
    addRule(reading, { rule: 'rowCount', ...bound }, placeOf(node, 'key'), plainWeight);
  }
  refuseEmptyRanges(keywords, numberOrder);
  const extras = new Map([...keywords].filter(([key]) => rootExtras.includes(key)));
  return { rules: items ? rowRules(reading, items, 'joined') : [], extras };
}

function topRules(reading: JsonReading, root: SchemaNode) {
  let extras: Extras = new Map();
  const rules = rowRules(reading, root, 'top', (found) => {
    extras = found;
  });
  return { rules, extras };
}

function dataRule({ asked, place, weight, holds }: Placed): DataRule {
  const tolerance = weight.tolerance(asked.rule);
  return {
    asked,
    severity: weight.severity,
    place,
    ...(holds !== undefined && holds.length > 0 && { whenHolds: holds }),
    ...(tolerance !== undefined && { tolerance }),
  };
}
