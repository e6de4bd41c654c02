import { describe, expect, it } from 'vitest';
import { brokenBy, type Row } from '../../../test/judge.ts';
import type { TableSchema } from '../../check/model.ts';
import { readTableSchema } from '../dialect.ts';

function read(value: unknown, columns?: readonly string[], ignore: readonly string[] = []): TableSchema {
  const locate = (path: readonly (string | number)[]) => ({ file: path.join('/'), line: 1, column: 1 });
  return readTableSchema({ file: 's.json', value, locate }, { ignore, ...(columns && { columns }) });
}

/** A key of JSON Schema that a linter takes for a promise's. */
const when = (condition: unknown, then: unknown) =>
  Object.fromEntries([
    ['if', condition],
    ['then', then],
  ]);

type Case = readonly [what: string, schema: unknown, holds: readonly Row[], breaks: readonly Row[]];

const cases: readonly Case[] = [
  [
    'types and null',
    { properties: { a: { type: ['integer', 'null'] } } },
    [{}, { a: 1 }, { a: 1.0 }, { a: null }],
    [{ a: 1.5 }, { a: '1' }],
  ],
  ['required', { required: ['a'] }, [{ a: null }], [{}, { b: 1 }]],
  [
    'other kinds of values',
    { properties: { a: { minimum: 3, minLength: 2 } } },
    [{ a: 'xx' }, { a: 3 }, { a: true }],
    [{ a: 'x' }, { a: 2 }],
  ],
  ['a part of a text', { properties: { a: { pattern: 'b+' } } }, [{ a: 'abc' }], [{ a: 'ac' }]],
  ['not, of what is there', { properties: { a: { not: { type: 'integer' } } } }, [{}, { a: 'x' }], [{ a: 1 }]],
  [
    'one of, of what is there',
    { properties: { a: { oneOf: [{ minimum: 1 }, { maximum: 9 }] } } },
    [{}, { a: 0 }, { a: 10 }],
    [{ a: 5 }],
  ],
  [
    'not under a condition',
    { properties: { a: when({ maximum: 3 }, { not: { const: 2 } }) } },
    [{}, { a: 1 }, { a: 9 }],
    [{ a: 2 }],
  ],
  [
    'rows under a condition',
    when({ properties: { a: { const: 'x' } }, required: ['a'] }, { required: ['b'] }),
    [{}, { a: 'y' }, { a: 'x', b: 1 }],
    [{ a: 'x' }],
  ],
  ['columns by pattern', { patternProperties: { '^n_': { type: 'number' } } }, [{ n_a: 1, m: 'x' }], [{ n_a: 'x' }]],
  [
    'no other columns',
    { properties: { a: true }, patternProperties: { '^x': {} }, additionalProperties: false },
    [{ a: 1, x1: 2 }],
    [{ b: 1 }],
  ],
  [
    'a schema of the others',
    { properties: { a: {} }, additionalProperties: { type: 'string' } },
    [{ a: 1, b: 'x' }],
    [{ b: 1 }],
  ],
  [
    'names of columns',
    { propertyNames: { pattern: '^[a-z]+$', not: { const: 'id' } } },
    [{ ab: 1 }],
    [{ A: 1 }, { id: 1 }],
  ],
  [
    'how many there are',
    { minProperties: 1, maxProperties: 2 },
    [{ a: null }, { a: 1, b: 2 }],
    [{}, { a: 1, b: 2, c: 3 }],
  ],
  [
    'columns that need others',
    { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } },
    [{ b: 1 }, { a: 1, b: 1 }],
    [{ a: 1 }, { c: 1 }],
  ],
  ['all of and a reference', { allOf: [{ $ref: '#/$defs/x' }], $defs: { x: { required: ['a'] } } }, [{ a: 1 }], [{}]],
  [
    'numbers apart from truths',
    { properties: { a: { enum: [0, '1', null] } } },
    [{ a: 0 }, { a: null }],
    [{ a: false }, { a: 1 }],
  ],
  ['a list of rows', { type: 'array', items: { required: ['a'] }, minItems: 1 }, [{ a: 1 }], [{}]],
];

describe('a JSON Schema', () => {
  it.each(cases)('asks for %s', (_what, schema, holds, breaks) => {
    const broken = (row: Row) =>
      brokenBy(row, read(schema, Object.keys(row))).filter(({ asked }) => asked.rule !== 'rowCount');
    for (const row of holds) expect([row, broken(row)]).toEqual([row, []]);
    for (const row of breaks) expect([row, broken(row).length]).not.toEqual([row, 0]);
  });

  it('follows references its own way in draft 7', () => {
    const property = { $ref: '#/definitions/x', minimum: 5 };
    const schema = { properties: { a: property }, definitions: { x: { maximum: 9 } } };
    const old = { $schema: 'http://json-schema.org/draft-07/schema#', ...schema };
    const rules = ({ rules: found }: TableSchema) => found.map(({ asked }) => asked.rule);
    expect([rules(read(schema)), rules(read(old, undefined, ['minimum']))]).toEqual([
      ['maximum', 'minimum'],
      ['maximum'],
    ]);
  });

  it('has keys of ours beside its own', () => {
    const schema = {
      properties: { id: { type: 'string', unique: true, severity: 'warning', tolerance: '13%' } },
      primaryKey: 'id',
      missingValues: ['-'],
      checks: [{ expression: "id != 'x'" }],
    };
    const { rules, primaryKey, missingValues } = read(schema);
    expect({ primaryKey, missingValues }).toEqual({ primaryKey: ['id'], missingValues: ['-'] });
    expect(rules).toMatchObject([
      { asked: { rule: 'type' }, severity: 'warning', tolerance: { share: 0.13 } },
      { asked: { rule: 'unique' }, severity: 'warning', tolerance: { share: 0.13 } },
      { asked: { rule: 'primaryKey', columns: ['id'] }, severity: 'error' },
      { asked: { rule: 'expression' }, severity: 'error' },
    ]);
  });

  it('reads formats as annotations, or as asked', () => {
    const properties = { day: { type: 'string', format: 'date' }, mail: { type: 'string', format: 'email' } };
    const types = (value: unknown) =>
      read(value).rules.map(({ asked }) => (asked.rule === 'type' ? asked.types : asked));
    expect(types({ properties })).toEqual([['string'], ['string']]);
    expect(types({ properties, formatAssertion: true })).toEqual([['date'], ['string']]);
    expect(read({ properties, checks: [{ expression: "day > date('2026-01-01')" }] }).fields[0]).toMatchObject({
      types: ['string'],
      reading: { format: 'date' },
    });
    expect(() => read({ properties, checks: [{ expression: 'mail > 1' }] })).toThrow('It must be a text.');
    expect(read({ properties, formatAssertion: true }).fields[1]?.reading).toEqual({ format: 'email' });
    const named = { properties: { host: { format: 'hostname' } }, formatAssertion: true };
    expect(() => read(named)).toThrow('"hostname" is not supported: this format is not judged.');
    expect(read(named, undefined, ['hostname']).ignored.map(({ keyword }) => keyword)).toEqual(['hostname']);
  });

  it('stands in for the columns it does not know yet', () => {
    expect(read({ properties: { a: {} }, additionalProperties: false }).rules).toMatchObject([
      { asked: { rule: 'fields', match: 'superset' } },
    ]);
  });
});

describe('what a JSON Schema cannot ask', () => {
  it.each([
    [
      'nested values',
      { properties: { a: { properties: {} } } },
      '"properties" is not supported: values inside objects and lists',
    ],
    [
      'a reference to itself',
      { $ref: '#/$defs/a', $defs: { a: { not: { $ref: '#/$defs/a' } } } },
      'it leads back to itself',
    ],
    ['a reference to a file', { $ref: 'other.json' }, 'it does not begin with `#/`'],
    ['a slip', { properties: { a: { minimun: 1 } } }, 'Did you mean "minimum"?'],
    [
      'another draft',
      { $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' },
      '"$schema" is not supported',
    ],
    ['a schema of a number', { type: 'number' }, '"type" is the text "number". Write `object`, for a row is one.'],
  ])('is refused: %s', (_what, schema, message) => {
    expect(() => read(schema)).toThrow(message);
  });
});

describe('what cannot hold or has no effect', () => {
  const draft7 = 'http://json-schema.org/draft-07/schema#';
  const definitions = { n: { type: 'integer' } };
  const beside = {
    $schema: draft7,
    definitions,
    properties: { a: { $ref: '#/definitions/n', title: 'A', minimum: 1 } },
  };

  it.each([
    [{ properties: { a: { minimum: 5, maximum: 1 } } }, 'WB3123', 'properties/a/maximum'],
    [{ properties: { a: { exclusiveMinimum: 1, maximum: 1 } } }, 'WB3123', 'properties/a/maximum'],
    [{ properties: { a: { minLength: 3, maxLength: 2 } } }, 'WB3123', 'properties/a/maxLength'],
    [{ properties: {}, minProperties: 3, maxProperties: 2 }, 'WB3123', 'maxProperties'],
    [{ type: 'array', items: {}, minItems: 3, maxItems: 2 }, 'WB3123', 'maxItems'],
    [beside, 'WB3105', 'properties/a/minimum'],
  ])('%j is refused with its line', (schema, code, file) => {
    expect(() => read(schema)).toThrow(expect.objectContaining({ code, place: expect.objectContaining({ file }) }));
  });

  it('is left as it is where it holds, or the user goes without it', () => {
    expect(read({ properties: { a: { minimum: 1, maximum: 1 } } }).rules).toHaveLength(2);
    expect(read({ ...beside, $schema: 'https://json-schema.org/draft/2020-12/schema' }).rules).toHaveLength(2);
    const { rules, ignored } = read(beside, undefined, ['minimum']);
    expect([rules.length, ignored.map(({ keyword }) => keyword)]).toEqual([1, ['minimum']]);
  });
});

describe('bounds of a Table Schema between which nothing lies', () => {
  it.each([
    [{ type: 'integer', constraints: { minimum: 5, maximum: 1 } }, 'maximum'],
    [
      { type: 'number', decimalChar: ',', constraints: { minimum: '1,5', exclusiveMaximum: '1,5' } },
      'exclusiveMaximum',
    ],
    [{ type: 'date', constraints: { minimum: '2024-10-01', maximum: '2024-9-30' } }, 'maximum'],
    [{ type: 'datetime', constraints: { minimum: '2024-01-01T00:00:00Z', maximum: '2023-12-31 23:00:00' } }, 'maximum'],
    [{ type: 'string', constraints: { minLength: 3, maxLength: 2 } }, 'maxLength'],
  ])('%j', (field, last) => {
    const file = `fields/0/constraints/${last}`;
    const schema = { fields: [{ name: 'a', ...field }] };
    expect(() => read(schema)).toThrow(
      expect.objectContaining({ code: 'WB3123', place: expect.objectContaining({ file }) }),
    );
  });

  it('are none where they touch', () => {
    const constraints = { minimum: '2024-9-30', maximum: '2024-10-01' };
    expect(read({ fields: [{ name: 'a', type: 'date', constraints }] }).rules).toHaveLength(5);
  });
});
