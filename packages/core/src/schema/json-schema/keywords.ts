import { shortened } from '../../policy/source.ts';
import type { Keywords } from '../reading.ts';
import { weightKeywords } from '../weight.ts';

const nested = 'values inside objects and lists are not judged';
const distant = 'what another part of the schema has looked at is not followed';
const placed = 'references by name or base address are not followed';

/** Says nothing about the data, in any schema. Formats are annotations unless `formatAssertion` is true. */
export const annotations: readonly string[] = [
  ...[
    '$schema',
    '$comment',
    '$defs',
    'definitions',
    '$anchor',
    'title',
    'description',
    'default',
    'example',
    'examples',
  ],
  ...['readOnly', 'writeOnly', 'deprecated', 'contentEncoding', 'contentMediaType', 'contentSchema'],
];

/** Keywords that join schemas. */
const applicators: readonly string[] = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else'];

const unfollowed: Readonly<Record<string, string>> = {
  $dynamicRef: placed,
  $dynamicAnchor: placed,
  $recursiveRef: placed,
  $recursiveAnchor: placed,
  $vocabulary: 'other vocabularies are not known',
  unevaluatedProperties: distant,
  unevaluatedItems: distant,
};

const listKeywords = [
  'items',
  'prefixItems',
  'additionalItems',
  'contains',
  'minContains',
  'maxContains',
  'uniqueItems',
];
const objectKeywords = [
  ...['properties', 'patternProperties', 'additionalProperties', 'propertyNames', 'minProperties', 'maxProperties'],
  ...['required', 'dependentRequired', 'dependentSchemas', 'dependencies'],
];
const scalarKeywords = [
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'pattern'],
];

/** Keywords of a schema of one column. */
export function columnKeywords(column: string, isRoot: boolean): Keywords {
  return {
    supported: [
      ...['type', 'enum', 'const', 'format', ...scalarKeywords, ...applicators],
      ...(isRoot ? [...weightKeywords, 'unique'] : []),
    ],
    descriptive: annotations,
    refused: {
      $id: placed,
      ...unfollowed,
      ...why([...listKeywords, 'minItems', 'maxItems', ...objectKeywords], nested),
    },
    where: `the schema of "${shortened(column)}"`,
  };
}

/** Keywords of ours beside those of JSON Schema, at the top. */
export const rootExtras: readonly string[] = [
  'checks',
  'missingValues',
  'primaryKey',
  'uniqueKeys',
  'foreignKeys',
  'formatAssertion',
];

/** Keywords of a schema of rows. */
export function rowKeywords(isRoot: boolean): Keywords {
  const vacuous = 'a row is an object, and it says nothing about one';
  return {
    supported: ['type', ...objectKeywords, ...applicators, ...(isRoot ? rootExtras : [])],
    descriptive: [...(isRoot ? ['$id'] : []), 'format', ...annotations],
    refused: {
      ...(isRoot ? {} : { $id: placed }),
      ...unfollowed,
      ...why([...scalarKeywords, ...listKeywords, 'minItems', 'maxItems'], vacuous),
      enum: 'whole rows are not compared',
      const: 'whole rows are not compared',
    },
    where: 'the schema of a row',
  };
}

/** Keywords of a list of rows. */
export const tableKeywords: Keywords = {
  supported: ['type', 'items', 'minItems', 'maxItems', ...rootExtras],
  descriptive: ['$id', ...annotations],
  refused: {
    ...unfollowed,
    ...why(['prefixItems', 'additionalItems', 'contains', 'minContains', 'maxContains'], 'all rows have one schema'),
    uniqueItems: 'whole rows are not compared; `primaryKey` and `uniqueKeys` compare columns',
  },
  where: 'the schema of the table',
};

/** Keywords of the schema of the columns' names. */
export const nameKeywords: Keywords = {
  supported: ['type', 'enum', 'const', 'pattern', 'minLength', 'maxLength', 'allOf', 'anyOf', 'oneOf', 'not', '$ref'],
  descriptive: [...annotations, 'format'],
  refused: {
    $id: placed,
    ...unfollowed,
    ...why(['if', 'then', 'else'], 'names have no conditions'),
    ...why([...scalarKeywords, ...listKeywords, 'minItems', 'maxItems', ...objectKeywords], 'a name is a text'),
  },
  where: '`propertyNames`',
};

function why(keywords: readonly string[], reason: string): Readonly<Record<string, string>> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, reason]));
}
