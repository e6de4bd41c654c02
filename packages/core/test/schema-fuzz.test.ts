import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { TableSchema } from '../src/check/model.ts';
import { UserError } from '../src/error/user-error.ts';
import { readTableSchema } from '../src/schema/dialect.ts';

const corpusFile = new URL('corpus/schemas.json', import.meta.url);
const corpus = z.array(z.unknown()).parse(JSON.parse(readFileSync(corpusFile, 'utf8')));

const frictionless = {
  fields: [
    { name: 'id', type: 'integer', constraints: { required: true, unique: true, minimum: '1', enum: [1, '2'] } },
    {
      name: 'name',
      type: 'string',
      format: 'email',
      constraints: { pattern: '^[^@]+@\\w{2,}(?:\\.x|y)?$', maxLength: 9 },
    },
    { name: 'paid', type: 'boolean', trueValues: ['y'], falseValues: ['n'], tolerance: { required: '13%', type: 5 } },
    { name: 'start', type: 'date', format: '%d.%m.%Y', missingValues: [{ value: '-', label: 'none' }] },
    { name: 'share', type: 'number', decimalChar: ',', groupChar: '.', bareNumber: false, severity: 'warning' },
  ],
  fieldsMatch: 'subset',
  missingValues: ['', 'NA'],
  primaryKey: ['id', 'name'],
  uniqueKeys: [['name'], ['id', 'start']],
  foreignKeys: [{ fields: 'id', reference: { resource: 'other', fields: 'id' } }],
  checks: [
    { expression: 'share > 0 implies paid', when: 'id is not missing', tolerance: 3 },
    { rows: { min: 1, max: 9 } },
    { column: 'share', aggregate: 'mean', min: 0.5 },
    { column: 'start', freshness: '2d' },
  ],
};

const jsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $defs: { name: { type: ['string', 'null'], pattern: '^\\p{L}+$', minLength: 2 } },
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'integer', minimum: 1, multipleOf: 2, unique: true },
    name: { $ref: '#/$defs/name' },
    day: { type: 'string', format: 'date', not: { const: '2026-01-01' } },
    kind: { anyOf: [{ enum: ['a', null] }, { oneOf: [{ type: 'number' }, { maximum: 3 }] }], tolerance: '1%' },
  },
  patternProperties: { '^x': { type: 'boolean' } },
  additionalProperties: false,
  propertyNames: { maxLength: 9 },
  dependentRequired: { day: ['kind'] },
  if: { properties: { kind: { const: 'a' } } },
  ...Object.fromEntries([['then', { required: ['day'] }]]),
  else: { maxProperties: 7 },
  checks: [{ expression: "day > date('2026-01-01')" }],
  primaryKey: 'id',
};

/** A schema, or undefined for a UserError; anything else goes through. */
function read(value: unknown): TableSchema | undefined {
  const locate = () => ({ file: 's.yml', line: 1, column: 1 });
  const columns = ['id', 'name', 'day', 'x1', '__proto__'];
  try {
    return readTableSchema({ file: 's.yml', value, locate }, { ignore: ['geopoint'], columns });
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

const words = [
  ...[
    'name',
    'type',
    'format',
    'constraints',
    'required',
    'unique',
    'minimum',
    'enum',
    'pattern',
    'checks',
    'expression',
  ],
  ...[
    'properties',
    'allOf',
    'not',
    'if',
    'then',
    '$ref',
    '#/$defs/name',
    'items',
    'object',
    'array',
    'date',
    'integer',
  ],
  ...[
    'null',
    'id',
    'tolerance',
    '5%',
    'severity',
    'error',
    'resources',
    'schema',
    '__proto__',
    'length',
    '(?=x)',
    '[a-',
  ],
];
const scrap = fc.oneof(
  fc.constantFrom<unknown>(...words, null, true, false, 0, -1, 1.5, {}, []),
  fc.jsonValue({ maxDepth: 2 }),
);

/** A copy in which a few values, chosen by the numbers, are another thing, or stand under another key. */
function mutated(value: unknown, changes: readonly (readonly [at: number, scrap: unknown, asKey: boolean])[]): unknown {
  let copy: unknown = JSON.parse(JSON.stringify(value));
  for (const [at, replacement, asKey] of changes) {
    let left = at;
    const replace = (part: unknown): unknown => {
      if (left-- === 0) return replacement;
      if (Array.isArray(part)) return part.map(replace);
      if (typeof part !== 'object' || part === null) return part;
      const renames = asKey && left < 5 && typeof replacement === 'string';
      return Object.fromEntries(
        Object.entries(part).map(([key, below]) => [renames && left-- === 0 ? replacement : key, replace(below)]),
      );
    };
    copy = replace(copy);
  }
  return copy;
}

const changes = fc.array(fc.tuple(fc.nat(90), scrap, fc.boolean()), { minLength: 1, maxLength: 3 });

describe('schemas', () => {
  it.each([
    ['frictionless', frictionless, 24],
    ['json-schema', jsonSchema, 19],
  ] as const)('of %s are read when they are good', (dialect, value, rules) => {
    expect(read(value)).toMatchObject({ dialect });
    expect(read(value)?.rules.length).toBe(rules);
  });

  it.each(corpus.map((value) => [JSON.stringify(value)] as const))('of the corpus are read or refused: %s', (text) => {
    const schema = read(JSON.parse(text));
    expect(schema?.rules ?? []).toBeInstanceOf(Array);
  });

  it.each([
    ['frictionless', frictionless],
    ['json-schema', jsonSchema],
  ] as const)('of %s are read or refused, however they are changed', (_dialect, value) => {
    let good = 0;
    fc.assert(
      fc.property(changes, (some) => {
        if (read(mutated(value, some))) good++;
      }),
      { numRuns: 2000 },
    );
    expect(good).toBeGreaterThan(20);
  });

  it('are read or refused, whatever they are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        read(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('are refused when they are nested too deeply', () => {
    let deep: unknown = {};
    for (let level = 0; level < 5000; level++) deep = { not: deep };
    expect(read({ type: 'object', not: deep })).toBeUndefined();
  });
});
