import type { TableSchema } from '../check/model.ts';
import { schemaErrors } from '../error/schema-errors.ts';
import type { SchemaSource } from '../port/table.ts';
import { readFrictionless } from './frictionless/read.ts';
import { readJsonSchema } from './json-schema/read.ts';
import { child, isObject, placeOf, rootNode } from './node.ts';
import type { SchemaOptions } from './reading.ts';

/** Which dialect a schema is in. Throws UserError when it is in none that is known. */
export function recogniseDialect(source: SchemaSource): TableSchema['dialect'] {
  const root = rootNode(source);
  const { value } = root;
  if (isObject(value)) {
    const named = String(child(root, '$schema')?.value ?? '');
    if (named.includes('json-schema.org')) return 'json-schema';
    if (Array.isArray(value['fields']) || 'resources' in value || isObject(value['schema'])) return 'frictionless';
    if (jsonSchemaKeys.some((key) => Object.hasOwn(value, key))) return 'json-schema';
  }
  throw schemaErrors.unknownDialect({}, { place: placeOf(root) });
}

/** Keys of which one stands in every JSON Schema that says something about a row. */
const jsonSchemaKeys = [
  ...['properties', 'required', 'additionalProperties', 'patternProperties', 'propertyNames', 'items', '$ref'],
  ...['minProperties', 'maxProperties'],
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'dependentRequired', 'dependentSchemas', 'dependencies', '$defs', 'type'],
];

/**
 * Reads a schema in whatever dialect it is. Read it once to open the table, and once more with the table's `columns`: rules
 * for columns by pattern then reach them. Throws UserError with line and column for what is neither supported nor ignored.
 */
export function readTableSchema(source: SchemaSource, options: SchemaOptions): TableSchema {
  const read = recogniseDialect(source) === 'frictionless' ? readFrictionless : readJsonSchema;
  return read(source, options);
}
