import { gzipSync, zstdCompressSync } from 'node:zlib';
import { UserError } from '@weighbridge/core';
import { expect, it } from 'vitest';
import { testTables } from '../../test/tables.ts';

const tables = testTables();

const latin = Buffer.concat([Buffer.from('a,b\n1,2\n3,'), Buffer.from([0xe9]), Buffer.from('\n5,6\n')]);

it.each([
  ['ragged.csv', 'a,b\n1,2\n\n3\n4,5\n', 'WB3006', 'Row 2 has 1 fields and the header has 2'],
  ['long-row.csv', 'a,b\n1,2\n3,4,5\n', 'WB3006', 'Row 2 has 3 fields'],
  ['latin.csv', latin, 'WB3202', 'Row 2 is not UTF-8'],
  ['wide.csv', Buffer.from('a,b\n1,2\n', 'utf16le'), 'WB3023', ''],
  ['utf16.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('a,b\n1,2\n', 'utf16le')]), 'WB3023', ''],
  ['open-quote.csv', 'a,b\n1,2\n3,"4\n5,6\n', 'WB3007', 'Row 2 has a quoted field'],
  ['after-quote.csv', 'a,b\n1,"2"x\n', 'WB3007', 'Row 1 has'],
  ['huge.csv', `a,b\n1,2\n1,${'x'.repeat(10_000_000)}\n`, 'WB3201', 'Row 2 is longer than 2 MB'],
  ['huge-header.csv', `a,${'x'.repeat(10_000_000)}\n`, 'WB3201', 'The header is longer'],
  ['ends.csv', 'a,b\n1,2\n3,4\r5,6\r\n', 'WB3210', 'Row 2 ends another way'],
  ['twice.csv', 'a,b,a\n1,2,3\n', 'WB3005', 'The column "a" is there more than once'],
  ['header.csv', 'a,b\n', 'WB3003', ''],
  ['header-only.csv', 'a,b', 'WB3003', ''],
  ['empty.csv', '', 'WB3002', ''],
  ['blank.csv', '\n\n', 'WB3002', ''],
  [
    'many.csv',
    `${Array.from({ length: 5000 }, (_, i) => `c${i}`).join(',')}\n`,
    'WB3212',
    '5000 columns; at most 2000',
  ],
  ['many.jsonl', JSON.stringify(Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [i, i]))), 'WB3212', '5000'],
  ['half.csv.gz', gzipSync('a\n1\n'.repeat(1000)).subarray(0, 30), 'WB3024', ''],
  ['half.csv.zst', zstdCompressSync('a\n1\n'.repeat(1000)).subarray(0, 20), 'WB3204', ''],
  [
    'bomb.csv.gz',
    gzipSync(Buffer.concat([Buffer.from('a\n'), Buffer.alloc(80_000_000, '1\n')])),
    'WB3203',
    '200 times',
  ],
  ['lfs.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 5\n', 'WB3021', 'lfs: true'],
  ['dvc.csv', 'outs:\n- md5: 1\n  path: x.csv\n', 'WB3022', 'dvc pull'],
  ['x.xlsx', 'PK', 'WB3018', ''],
  ['bad.jsonl', '{"a":1}\n\n{"a":\n{"a":2}\n', 'WB3008', 'Row 2 is not a JSON object'],
  ['array.jsonl', '{"a":1}\n[1]\n', 'WB3008', 'Row 2'],
  ['number.jsonl', '{"a":1}\n7\n', 'WB3008', 'Row 2'],
  ['latin.jsonl', Buffer.from('{"a":1}\n{"a":"\u00e9"}\n', 'latin1'), 'WB3202', 'Row 2'],
  ['huge.jsonl', `{"a":1}\n{"a":"${'x'.repeat(10_000_000)}"}\n`, 'WB3201', 'Row 2'],
  ['huge-end.jsonl', `{"a":1}\n{"a":"${'x'.repeat(40_000_000)}`, 'WB3201', 'Row 2'],
  ['blank.jsonl', '\n \n', 'WB3002', ''],
])('%s', async (name, content, code, text) => {
  tables.write(name, content);
  const error: unknown = await tables.open(name).then(String, (cause: unknown) => cause);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ code, place: { file: name }, message: expect.stringContaining(text) });
  expect(String(error)).not.toContain('xxx');
});

it.each([
  ['nothing.csv', 'WB3001', 'does not exist'],
  ['pulled.csv', 'WB3001', 'dvc pull'],
  ['none/*.csv', 'WB3206', 'No data file'],
  ['sub', 'WB3206', 'No data file'],
])('%s', async (name, code, text) => {
  tables.write('pulled.csv.dvc', 'outs:\n- md5: 1\n');
  tables.write('sub/readme.md', '');
  await expect(tables.open(name)).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
});

it.each([
  ['kinds', { 'a.csv': 'a\n1\n', 'b.jsonl': '{"a":1}' }, 'WB3207', 'kinds'],
  ['headers', { 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,c\n1,2\n' }, 'WB3208', 'headers/b.csv'],
  ['folders', { 'x=1/a.csv': 'a\n1\n', 'y=1/b.csv': 'a\n1\n' }, 'WB3208', 'folders/y=1/b.csv'],
  ['second', { 'a.csv': 'a,b\n1,2\n', 'b.csv': 'a,b\n1,2\n1\n' }, 'WB3006', 'second/b.csv'],
  ['in-both', { 'a=1/a.jsonl': '{"a":1}' }, 'WB3209', 'in-both/a=1/a.jsonl'],
])('%s', async (folder, files, code, file) => {
  for (const [name, content] of Object.entries(files)) tables.write(`${folder}/${name}`, content);
  await expect(tables.open(folder)).rejects.toMatchObject({ code, place: { file } });
});
