import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bothReaders } from './both-readers.ts';

const { folder, write, expectSame } = await bothReaders();

const cell = fc.oneof(
  fc.constantFrom(
    '',
    '1',
    '0',
    '0.5',
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
    'NULL',
    '""',
    '"1"',
    '"a ""b"" c"',
    '"a,b"',
    '"a\nb"',
    'a"b',
    '"a" ',
    ' "a"',
    '"a',
    '\t',
    'é',
    '\u00a0',
    '\\',
    "'",
  ),
  fc.double().map(String),
  fc.string({ maxLength: 4 }),
);
const row = fc.array(cell, { minLength: 3, maxLength: 3 }).map((cells) => cells.join(','));
const line = fc.oneof(
  { weight: 30, arbitrary: row },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '1', '1,2,3,4', '1,2,3,') },
);
const end = fc.constantFrom('\n', '\n', '\n', '\r\n', '\n\n');

describe('text, by either reader', () => {
  it('gives the same rows or refuses alike: CSV of any kind', async () => {
    const anyText = fc.array(fc.tuple(line, end), { maxLength: 12 }).map((lines) => lines.flat().join(''));
    await fc.assert(
      fc.asyncProperty(anyText, fc.constantFrom('y', 's', 'id'), async (text, slice) => {
        const file = write('any.csv', `y,s,id\n${text}`);
        await expectSame(file, { target: 'y', positive: '1', score: 's', slices: [slice] });
        await expectSame(file, { target: 'id', positive: 'a', score: 's', id: 'y', slices: [] });
      }),
      { numRuns: 60 },
    );
  });

  it('reads plain CSV and TSV, and numbers to the last bit', async () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.stringMatching(/^-?\d{1,25}(\.\d{0,25})?([eE]-?\d{1,2})?$/),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(number, { minLength: 1, maxLength: 200 }), async (numbers) => {
        for (const [name, delimiter] of [
          ['n.csv', ','],
          ['n.tsv', '\t'],
        ] as const) {
          const lines = numbers.map((text, index) => [index % 2, text, `"v ${index % 3}"`].join(delimiter));
          const file = write(name, `${['y', 's', 'a'].join(delimiter)}\n${lines.join('\n')}\n`);
          expect(await expectSame(file, { target: 'y', score: 's', slices: ['a'] })).toHaveProperty('reached', true);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('leaves JSON lines, packed files and other text to the reader of small files', async () => {
    const wanted = { target: 'y', score: 's', slices: [] };
    expect(await expectSame(write('lines.jsonl', '{"y":1,"s":0.1,"s":0.2}\n{"y":0,"s":1}\n'), wanted)).toHaveProperty(
      'reached',
      false,
    );
    expect(await expectSame(write('crlf.csv', 'y,s\r\n1,0.5\r\n'), wanted)).toHaveProperty('reached', false);
    // One reader keeps the quotes, the other one does not.
    expect(await expectSame(write('blank.csv', 'y,s,t\n1,0.5, "a"\n'), wanted)).toHaveProperty('reached', false);
    expect(await expectSame(write('cut.csv', 'y,s\n1,0.5,\n'), wanted)).toHaveProperty('reached', false);
    expect(await expectSame(write('plain.csv', 'y,s,t\n1,0.5,ÿ\n'), wanted)).toHaveProperty('reached', true);
    write('bytes.csv', Buffer.from('y,s,t\n1,0.5,x\n1,0.5,\xff\n', 'latin1'));
    expect(await expectSame(join(folder, 'bytes.csv'), wanted)).toHaveProperty('reached', false);
    expect(await expectSame(join(folder, 'nowhere.csv'), wanted)).toHaveProperty('reached', false);
  });
});
