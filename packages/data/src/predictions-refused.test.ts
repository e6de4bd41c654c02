import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { UserError } from '@weighbridge/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPredictions } from './predictions.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'predictions-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const columns = { target: 'y', score: 's', slices: [] };
const csv = 'id,y,s\na,1,0.5\nb,0,0.25\n';
type Columns = Parameters<typeof readPredictions>[1];

async function failure(path: string, wanted: Columns): Promise<UserError> {
  const error: unknown = await readPredictions(path, wanted).then(
    () => new Error('it was read'),
    (cause: unknown) => cause,
  );
  if (!(error instanceof UserError)) throw new Error('not a user error', { cause: error });
  expect(error.place?.file).toBe(path);
  return error;
}

const ids = Array.from({ length: 9 }, (_, row) => `k${row},1,0.5`).join('\n');
const cases: [string, string, string | Uint8Array, Partial<Columns>, RegExp][] = [
  ['WB3002', 'empty.csv', '', {}, /is empty/],
  ['WB3003', 'header.csv', 'y,s\n', {}, /no rows/],
  ['WB3003', 'blank.jsonl', '\n\n', {}, /no rows/],
  [
    'WB3004',
    'column.csv',
    'y,skore\n1,1',
    { score: 'score' },
    /"score"\. Did you mean "skore"\? Columns in the file: y, skore\./,
  ],
  ['WB3004', 'column.jsonl', '{"y":1}\n', {}, /no column "s"/],
  ['WB3005', 'twice.csv', 'y,s,s\n1,1,1', {}, /"s" is there more than once/],
  ['WB3006', 'ragged.csv', 'y,s\n1,1\n\n0,1,5\n', {}, /Row 2 has 3 fields and the header has 2/],
  ['WB3006', 'short.csv', 'y,s\n1,1\n0\n', {}, /Row 2 has 1 fields/],
  ['WB3007', 'open-quote.csv', 'y,s\n1,1\n\n"0,1\n', {}, /Row 2 has a quoted field/],
  ['WB3007', 'bad-quote.csv', 'y,s\n1,"1"2\n0,1\n', {}, /Row 1 has a quoted field/],
  ['WB3008', 'line.jsonl', '{"y":1,"s":1}\n{"y":secret}\n', {}, /Row 2 is not a JSON object/],
  ['WB3008', 'array.jsonl', '[1,2]', {}, /Row 1 is not/],
  ['WB3009', 'words.csv', 'y,s\n1,high\n0,0.2\n1,0x10\n', {}, /"s" is not a number in 2 rows \(1, 3\)/],
  ['WB3009', 'objects.jsonl', '{"y":1,"s":{"value":1}}', {}, /not a number in row 1/],
  ['WB3010', 'nan.csv', `y,s\n${'1,NaN\n1,\n0,inf\n'.repeat(3)}`, {}, /in 9 rows \(1, 2, 3, 4, 5, …\)/],
  ['WB3010', 'null.jsonl', '{"y":1,"s":0.5}\n{"y":1,"s":null}\n{"y":1}', {}, /in 2 rows \(2, 3\)/],
  ['WB3011', 'weight.csv', 'y,s,w\n1,1,-2', { weight: 'w' }, /negative in row 1/],
  ['WB3012', 'target.csv', 'y,s\n1,1\n,1\nnan,1', {}, /"y" is missing in 2 rows \(2, 3\)/],
  ['WB3012', 'id.csv', 'id,y,s\n,1,1', { id: 'id' }, /"id" is missing in row 1/],
  ['WB3012', 'group.csv', 'g,y,s\na,1,1\n,1,1', { group: 'g' }, /"g" is missing in row 2/],
  ['WB3013', 'label.csv', 'y,s\n1,1\nyes,1\n2,1', {}, /in 2 rows \(2, 3\)\. For two labels/],
  ['WB3014', 'labels.csv', 'y,s\na,1\nb,1\nc,1', { positive: 'a' }, /more than one label beside the positive one, "a"/],
  ['WB3015', 'repeated.csv', `id,y,s\n${ids}\n${ids}`, { id: 'id' }, /in 9 rows \(10, 11, 12, 13, 14, …\)/],
  [
    'WB3016',
    'slices.csv',
    `y,s\n${Array.from({ length: 10_001 }, (_, i) => `1,${i}`).join('\n')}`,
    { slices: ['s'] },
    /more than 10000/,
  ],
  ['WB3017', 'nested.jsonl', '{"y":1,"s":1,"band":["a"]}', { slices: ['band'] }, /lists or objects in row 1/],
  ['WB3018', 'sheet.xlsx', 'PK', {}, /end in "\.xlsx"/],
  ['WB3018', 'packed.parquet.gz', 'PAR1', {}, /end in "\.parquet\.gz"/],
  ['WB3019', 'junk.parquet', 'y,s\n1,1\n', {}, /does not begin like one/],
  ['WB3019', 'cut.parquet', 'PAR1 and then nothing', {}, /end of the file is missing/],
  ['WB3019', 'damaged.parquet', `PAR1${'x'.repeat(40)}PAR1`, {}, /damaged/],
  [
    'WB3021',
    'pointer.parquet',
    'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n',
    {},
    /lfs: true/,
  ],
  ['WB3022', 'dvc.csv', 'outs:\n- md5: a304afb96060aad90176268345e10355\n  size: 1\n  path: dvc.csv\n', {}, /dvc pull/],
  ['WB3023', 'latin1.csv', Uint8Array.of(...Buffer.from('y,s,x\n1,1,'), 0xe9, 10), {}, /not UTF-8/],
  ['WB3024', 'text.csv.gz', csv, {}, /not whole gzip/],
  ['WB3024', 'half.csv.gz', gzipSync(csv).subarray(0, 30), {}, /not whole gzip/],
];

test.each(cases)('%s %s', async (code, name, content, extra, message) => {
  const error = await failure(await file(name, content), { ...columns, ...extra });
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.message).not.toMatch(/secret|high|yes/);
});

test('a missing file, a DVC pointer beside it, a folder', async () => {
  expect((await failure(join(folder, 'nowhere.csv'), columns)).message).toMatch(/does not exist/);
  await file('pulled.csv.dvc', 'outs:\n- md5: a\n');
  expect((await failure(join(folder, 'pulled.csv'), columns)).message).toMatch(/only its DVC pointer.*dvc pull/);
  await mkdir(join(folder, 'folder.csv'));
  expect((await failure(join(folder, 'folder.csv'), columns)).code).toBe('WB3026');
});
