import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothReaders } from './both-readers.ts';

const { write, copy, expectSame } = await bothReaders();

const oddCell = fc.oneof(
  fc.constantFrom(
    null,
    '',
    '1',
    '0',
    ' 0.5 ',
    '1e-3',
    '+1',
    '+-1',
    '1_0',
    'nan',
    'inf',
    '1e999',
    '0x10',
    '.5',
    '5.',
    '-0',
  ),
  fc.constantFrom(
    '\t',
    'é',
    '\u00a01',
    '\ufeff1',
    'true',
    'NULL',
    '1,5',
    '1e',
    '1e-999',
    '١',
    '\n2',
    '1 000',
    'a"b',
    "'",
  ),
  fc.double().map(String),
  fc.string({ maxLength: 4, unit: 'grapheme' }).filter((text) => !text.includes('\0')),
);
const exactNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.stringMatching(/^-?\d{1,25}(\.\d{0,25})?([eE]-?\d{1,2})?$/),
);

function sqlText(text: string | null): string {
  return text === null ? 'NULL::VARCHAR' : `'${text.replaceAll("'", "''")}'`;
}

/** A Parquet file of text columns. */
function texts(rows: readonly (readonly (string | null)[])[]): Promise<string> {
  const values = rows.map((row) => `(${row.map(sqlText).join(', ')})`).join(', ');
  return copy('texts.parquet', `SELECT * FROM (VALUES ${values}) t(y, s, id)`);
}

describe('text in Parquet, by either reader', () => {
  it('gives the same rows or refuses alike', async () => {
    const label = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('0', '1') }, { weight: 1, arbitrary: oddCell });
    const score = fc.oneof({ weight: 9, arbitrary: exactNumber }, { weight: 1, arbitrary: oddCell });
    const rows = fc.array(fc.tuple(label, score, oddCell), { minLength: 1, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('y', 's', 'id'), async (cells, slice) => {
        const file = await texts(cells);
        await expectSame(file, { target: 'y', positive: '1', score: 's', slices: [slice] });
        await expectSame(file, { target: 'y', score: 's', id: 'id', group: 'id', slices: [] });
        expect(await expectSame(file, { target: 's', positive: '1', score: 'id', slices: ['y'] })).toMatchObject({
          reached: true,
        });
      }),
      { numRuns: 1200 },
    );
  });

  it('gives numbers to the last bit', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(exactNumber, { minLength: 1, maxLength: 200 }), async (numbers) => {
        const file = await texts(numbers.map((text, index) => [String(index % 2), text, String(index)]));
        const { reached, found } = await expectSame(file, { target: 'y', score: 's', slices: [] });
        expect([reached, Object.keys(found)]).toEqual([true, ['predictions', 'rows']]);
      }),
      { numRuns: 200 },
    );
  });

  it('is never asked for CSV and JSON lines', async () => {
    const columns = { target: 'y', score: 's', slices: [] };
    expect(await expectSame(write('a.csv', 'y,s\n1,0.5\n'), columns)).toMatchObject({ reached: false });
    expect(await expectSame(write('a.jsonl', '{"y":1,"s":0.1,"s":0.2}\n'), columns)).toMatchObject({ reached: false });
    expect(await expectSame('nowhere.parquet', columns)).toMatchObject({ reached: false });
  });
});
