import { type Fitting, inferSchema, readTableSchema, type TableColumn, type TableProfile } from '@weighbridge/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaSource } from './schema-source.ts';

const columns: readonly TableColumn[] = [
  { name: 'id', type: 'text' },
  { name: 'net price', type: 'text' },
  { name: 'country', type: 'text' },
  { name: 'paid', type: 'text' },
  { name: 'signed', type: 'text' },
  { name: 'on', type: 'date' },
  { name: 'tags', type: 'json' },
  { name: 'late', type: 'integer' },
];
const profile: TableProfile = {
  rows: 1200,
  columns: 8,
  profiles: [
    { kind: 'other', column: 'id', type: 'number', missing: 0 },
    {
      kind: 'number',
      column: 'net price',
      type: 'number',
      missing: 3,
      min: 1,
      max: 9,
      edges: [1, 4, 10],
      counts: [600, 597],
    },
    {
      kind: 'category',
      column: 'country',
      type: 'string',
      missing: 0,
      distinct: 3,
      values: [
        { value: 'DE', count: 1000 },
        { value: "it's", count: 150 },
        { value: 'AT', count: 50 },
      ],
      rest: 0,
    },
    {
      kind: 'category',
      column: 'paid',
      type: 'string',
      missing: 1,
      distinct: 1,
      values: [{ value: 'True', count: 1199 }],
      rest: 0,
    },
    {
      kind: 'category',
      column: 'signed',
      type: 'string',
      missing: 0,
      distinct: 9,
      values: [{ value: '2026-01-31', count: 2 }],
      rest: 1,
    },
    { kind: 'other', column: 'on', type: 'date', missing: 0 },
    { kind: 'other', column: 'tags', type: 'string', missing: 0 },
  ],
};

const fitting: Fitting = {
  types: new Map([
    ['id', 'integer'],
    ['net price', 'number'],
    ['paid', 'boolean'],
    ['signed', 'date'],
  ]),
  unique: new Set(['id', 'on']),
};

describe('a schema from data', () => {
  it('says what holds, and remarks on what was only seen', () => {
    expect(
      inferSchema(columns, profile, fitting),
    ).toBe(`# Written from 1,200 rows. Say what is meant, and take out what is chance.
$schema: https://datapackage.org/profiles/2.0/tableschema.json
fields:
  - name: id
    type: integer
    constraints:
      required: true
      unique: true
  - name: "net price"
    type: number
    # Seen: 1 to 9. Limits stand as \`minimum\` and \`maximum\`.
  - name: country
    type: string
    constraints:
      required: true
      enum: ["AT", "DE", "it's"]
  - name: paid
    type: boolean
  - name: signed
    type: date
    constraints:
      required: true
  - name: "on"
    type: date
    constraints:
      required: true
    # No value comes twice: \`unique: true\` if none may.
  - name: tags
    type: any
    constraints:
      required: true
  - name: late
    type: integer
`);
  });

  it('can be read, whatever the names and values', () => {
    const name = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
        fc.uniqueArray(name, { minLength: 1 }),
        (names, texts) => {
          const values = texts.map((value) => ({ value, count: 99 }));
          const shape = {
            kind: 'category',
            type: 'string',
            missing: 0,
            distinct: texts.length,
            values,
            rest: 0,
          } as const;
          const profiles = names.map((column) => ({ ...shape, column }));
          const text = inferSchema(
            names.map((each) => ({ name: each, type: 'text' })),
            { rows: 99 * texts.length, columns: names.length, profiles },
            { types: new Map(), unique: new Set(names) },
          );
          const { fields, rules } = readTableSchema(schemaSource(text, 's.yml'), { ignore: [] });
          expect(fields.map((field) => field.name)).toEqual(names);
          const [found] = rules.filter(({ asked }) => asked.rule === 'enum');
          if (found?.asked.rule === 'enum') expect(found.asked.values).toEqual(texts.toSorted());
        },
      ),
    );
  });
});
