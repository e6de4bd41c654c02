import { shortened } from '../../policy/source.ts';
import type { Keywords } from '../reading.ts';
import { weightKeywords } from '../weight.ts';
import { constraintNames, readingKeys } from './types.ts';

/** Says what a table, field or resource is, and nothing about its values. */
const descriptive = [
  '$schema',
  'name',
  'title',
  'description',
  'homepage',
  'profile',
  'version',
  'created',
  'keywords',
  'contributors',
  'sources',
  'licenses',
  'image',
];

/** Keywords of a schema: the standard's, and `checks` of ours. */
export const schemaKeywords: Keywords = {
  supported: ['fields', 'fieldsMatch', 'missingValues', 'primaryKey', 'uniqueKeys', 'foreignKeys', 'checks'],
  descriptive,
  refused: {},
  where: 'the schema',
};

/** Keywords of a field. */
export function fieldKeywords(name: string): Keywords {
  return {
    supported: [
      ...['name', 'type', 'format', 'constraints', 'missingValues', 'categories', 'categoriesOrdered'],
      ...Object.keys(readingKeys),
      ...weightKeywords,
    ],
    descriptive: ['title', 'description', 'example', 'examples', 'rdfType', 'label', 'unit', 'floatNumber'],
    refused: { arrayItem: 'lists inside a cell are not judged' },
    where: `the field "${shortened(name)}"`,
    elsewhere: Object.fromEntries(constraintNames.map((constraint) => [constraint, `constraints.${constraint}`])),
  };
}

/** Keywords of a field's constraints. */
export function constraintKeywords(name: string): Keywords {
  return {
    supported: constraintNames,
    descriptive: [],
    refused: { jsonSchema: 'values inside objects and lists are not judged' },
    where: `the constraints of "${shortened(name)}"`,
  };
}

/** Keywords of a foreign key, and of what it refers to. */
export const foreignKeyKeywords: Keywords = {
  supported: ['fields', 'reference'],
  descriptive: ['title', 'description', 'name'],
  refused: {},
  where: 'a foreign key',
};
export const referenceKeywords: Keywords = {
  supported: ['resource', 'fields'],
  descriptive: [],
  refused: { package: 'tables of another data package are not read' },
  where: 'the reference of a foreign key',
};
