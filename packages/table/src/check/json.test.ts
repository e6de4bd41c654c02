import type { Asked, FieldType, Scalar, TableSchema } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { field, schemaOf, testTables } from '../../test/tables.ts';

const tables = testTables();

type Cells = readonly unknown[];

/** Rows that break a rule about `x`; undefined stands for an absent key. */
async function broken(
  types: FieldType | readonly FieldType[],
  asked: Asked,
  cells: Cells,
  dialect: TableSchema['dialect'] = 'json-schema',
): Promise<unknown> {
  tables.write('x.jsonl', `${cells.map((x, id) => JSON.stringify({ id, x })).join('\n')}\n`);
  const [finding] = await tables.check('x.jsonl', schemaOf([field('x', types)], [asked], { dialect }));
  return finding?.rows.map((row) => cells[row - 1]);
}

const type: Asked = { rule: 'type', column: 'x' };
const all: Cells = [1, 1.0, 1.5, 1e30, '1', 'x', '', true, null, undefined, [1], { a: 1 }];

describe('JSON Schema on JSON lines', () => {
  it.each([
    ['integer', [1.5, '1', 'x', '', true, null, [1], { a: 1 }]],
    ['number', ['1', 'x', '', true, null, [1], { a: 1 }]],
    ['string', [1, 1, 1.5, 1e30, true, null, [1], { a: 1 }]],
    ['boolean', [1, 1, 1.5, 1e30, '1', 'x', '', null, [1], { a: 1 }]],
    ['array', [1, 1, 1.5, 1e30, '1', 'x', '', true, null, { a: 1 }]],
    ['object', [1, 1, 1.5, 1e30, '1', 'x', '', true, null, [1]]],
    [
      ['integer', 'null'],
      [1.5, '1', 'x', '', true, [1], { a: 1 }],
    ],
    [
      ['string', 'boolean'],
      [1, 1, 1.5, 1e30, null, [1], { a: 1 }],
    ],
    ['null', [1, 1, 1.5, 1e30, '1', 'x', '', true, [1], { a: 1 }]],
    ['any', []],
  ] as const)('%s', async (types, wrong) => {
    expect(await broken(types, type, all)).toEqual(wrong);
  });

  it('asks for the key, whatever its value', async () => {
    expect(await broken(['integer', 'null'], { rule: 'required', column: 'x' }, all)).toEqual([undefined]);
  });

  it.each<[string, Asked, Cells, Cells]>([
    ['minimum of numbers only', { rule: 'minimum', column: 'x', value: 2 }, [1, 2, '1', null, true], [1]],
    ['maximum far out', { rule: 'maximum', column: 'x', value: 1e300 }, [1e308, 1, -1e308], [1e308]],
    ['multipleOf small', { rule: 'multipleOf', column: 'x', value: 0.0001 }, [0.0075, 0.00751, 0], [0.00751]],
    ['multipleOf cents', { rule: 'multipleOf', column: 'x', value: 0.01 }, [19.99, 0.07, 1.005], [1.005]],
    ['multipleOf whole', { rule: 'multipleOf', column: 'x', value: 2 }, [4, 7, 4.0, 'x'], [7]],
    ['multipleOf overflow', { rule: 'multipleOf', column: 'x', value: 0.123456789 }, [1e308], [1e308]],
    ['minLength of texts only', { rule: 'minLength', column: 'x', value: 2 }, ['a', 'ab', '💩', [], 1], ['a', '💩']],
    ['pattern, a part', { rule: 'pattern', column: 'x', pattern: '^a*$', whole: false }, ['aa', 'b', 1, null], ['b']],
    ['escapes', { rule: 'maxLength', column: 'x', value: 1 }, ['"', '\\', '\n', '\u0000', 'é'], []],
    ['unique', { rule: 'unique', column: 'x' }, [1, '1', 1.0, true, 'true', null, null, -0, 0], [1, 0]],
    ['unique beyond 2^53', { rule: 'unique', column: 'x' }, [9007199254740992, 9007199254740994], []],
  ])('%s', async (_name, asked, cells, wrong) => {
    expect(await broken('any', asked, cells)).toEqual(wrong);
  });

  const listed: readonly Scalar[] = [1, 'a', true, null];
  it('lists values by type and value', async () => {
    const cells = [1, 1.0, '1', 'a', true, 'true', null, false, 2, undefined];
    expect(await broken('any', { rule: 'enum', column: 'x', values: listed }, cells)).toEqual(['1', 'true', false, 2]);
    expect(await broken('any', { rule: 'enum', column: 'x', values: [0, false] }, [0, false, null, -0])).toEqual([
      null,
    ]);
  });
});

describe('Frictionless on JSON lines', () => {
  it.each([
    ['integer', [1.5, 'x', true, [1], { a: 1 }]],
    ['number', ['x', true, [1], { a: 1 }]],
    ['string', [1, 1, 1.5, 1e30, true, [1], { a: 1 }]],
    ['boolean', [1, 1, 1.5, 1e30, 'x', [1], { a: 1 }]],
  ] as const)('%s: null and empty texts are missing, texts are read', async (types, wrong) => {
    expect(await broken(types, type, all, 'frictionless')).toEqual(wrong);
    const required: Asked = { rule: 'required', column: 'x' };
    expect(await broken(types, required, all, 'frictionless')).toEqual(['', null, undefined]);
  });

  it('knows lengths of arrays and objects', async () => {
    const longer: Asked = { rule: 'minLength', column: 'x', value: 2 };
    expect(await broken('array', longer, [[1], [1, 2], '[1]'], 'frictionless')).toEqual([[1], '[1]']);
    expect(await broken('object', longer, [{ a: 1 }, { a: 1, b: 2 }], 'frictionless')).toEqual([{ a: 1 }]);
  });
});

describe('typed nulls under JSON Schema', () => {
  it('are absent, or null where the types have it', async () => {
    await tables.copy('nulls.parquet', 'SELECT * FROM (VALUES (1, 1), (NULL, NULL)) v(a, b)');
    const fields = [field('a', 'integer'), field('b', ['integer', 'null'])];
    const asked: Asked[] = ['a', 'b'].flatMap((column) => [
      { rule: 'required', column },
      { rule: 'type', column },
      { rule: 'enum', column, values: [1] },
      { rule: 'enum', column, values: [1, null] },
    ]);
    const found = await tables.check('nulls.parquet', schemaOf(fields, asked, { dialect: 'json-schema' }));
    expect(found.map(({ rows }) => rows)).toEqual([[2], [], [], [], [], [], [2], []]);
  });
});
