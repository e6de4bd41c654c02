import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '@weighbridge/core';
import { expect, test } from 'vitest';
import { readPredictions } from './predictions.ts';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../test/fixtures/parquet/${name}.parquet`, import.meta.url));

test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4', 'v2'])('pyarrow, three row groups: %s', async (name) => {
  const wanted = { target: 'y', score: 's', weight: 'w', id: 'id', slices: ['band'] };
  const { predictions } = await readPredictions(fixture(name), wanted);
  const rows = Array.from({ length: 40 }, (_, row) => row);
  expect([...predictions.target]).toEqual(rows.map((row) => Number(row % 3 === 0)));
  expect([...predictions.score]).toEqual(rows.map((row) => row / 40));
  expect([...(predictions.weight ?? [])]).toEqual(rows.map((row) => 1 + (row % 2)));
  expect(predictions.id?.at(-1)).toBe('c39');
  const [band] = predictions.slices;
  expect(Array.from(band?.codes ?? [], (code) => band?.values[code])).toEqual(
    rows.map((row) => (row % 5 === 4 ? null : `band ${row % 5}`)),
  );
});

test.each([
  ['int64', 'float'],
  ['int8', 'decimal'],
  ['float', 'int64'],
])('target of type %s, score of type %s', async (target, score) => {
  const { predictions } = await readPredictions(fixture('types'), { target, score, slices: ['day', 'int64', 'float'] });
  expect([...predictions.target]).toEqual([0, 1, 1]);
  expect([...predictions.score]).toEqual(score === 'decimal' ? [0.25, 0.5, 1.75] : [0, 1, 1]);
  expect(predictions.slices.map(({ values }) => values)).toEqual([
    ['1970-01-01T00:00:00.000Z', '1970-01-02T00:00:00.000Z', null],
    ['0', '1'],
    ['0', '1'],
  ]);
});

test('labels of text need the positive one', async () => {
  const wanted = { target: 'text', score: 'float', slices: [] };
  await expect(readPredictions(fixture('types'), wanted)).rejects.toThrow(/in 3 rows \(1, 2, 3\)/);
  const { predictions } = await readPredictions(fixture('types'), { ...wanted, positive: 'yes' });
  expect([...predictions.target]).toEqual([0, 1, 1]);
});

test.each<[string, string, RegExp]>([
  ['types', 'hole', /missing or not finite in 2 rows \(2, 3\)/],
  ['types', 'list', /not a number in 3 rows/],
  ['types', 'int', /no column "int".*Did you mean "int8"/],
  ['no-rows', 's', /no rows/],
])('%s, score %s', async (name, score, message) => {
  const target = name === 'types' ? 'int64' : 'y';
  await expect(readPredictions(fixture(name), { target, score, slices: [] })).rejects.toThrow(message);
});

test('a damaged file is read to its full length or refused as a user error', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parquet-'));
  const whole = await readFile(fixture('snappy'));
  for (let at = 4; at < whole.length - 4; at += 97) {
    const path = join(folder, 'damaged.parquet');
    const damaged = Uint8Array.from(whole);
    damaged.fill(0xff, at, at + 8);
    await writeFile(path, damaged);
    const read = await readPredictions(path, { target: 'y', score: 's', id: 'id', slices: ['band'] }).catch(
      (error: unknown) => error,
    );
    if (read instanceof Error) expect(read).toBeInstanceOf(UserError);
    else expect(read).toMatchObject({ predictions: { target: { length: 40 }, score: { length: 40 } } });
  }
  await rm(folder, { recursive: true });
});
