import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Predictions } from '@weighbridge/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestFile, readKept, readMetricFile, readPredictions, writeKept } from './index.ts';
import { seenIds } from './seen-ids.ts';
import { readText } from './text-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const metrics =
  '{"p95_ms": 31.5, "a": {"b": {"value": 2, "low": 1, "high": 3, "n": 40}}, "x.y": 7, "folds": [0.5, NaN], "words": "NaN", "bad": {"value": 1, "low": 2}}';

test.each<[string, object]>([
  ['p95_ms', { value: 31.5 }],
  ['a.b', { value: 2, low: 1, high: 3, n: 40 }],
  ['a.b.n', { value: 40 }],
  ['x.y', { value: 7 }],
  ['folds.0', { value: 0.5 }],
  ['folds.1', { undefined: 'folds.1 is not a finite number' }],
  ['words', { undefined: 'words is not a finite number' }],
  ['bad', { undefined: 'low of bad is not a number up to its value' }],
  ['p99_ms', { undefined: 'the file has no key p99_ms' }],
  ['a.toString', { undefined: 'the file has no key a.toString' }],
])('metric %s', async (key, expected) => {
  expect(await readMetricFile(await file('metrics.json', metrics), key)).toEqual(expected);
});

test('a metrics file that is not there is a result, one that is not JSON is an error', async () => {
  expect(await readMetricFile(join(folder, 'none.json'), 'a')).toEqual({ undefined: 'the file does not exist' });
  expect(await readMetricFile(folder, 'a')).toEqual({ undefined: 'the file cannot be read' });
  await expect(readMetricFile(await file('broken.json', '{"a": 1'), 'a')).rejects.toThrow(/not JSON/);
});

test('the digest of a file is that of its bytes', async () => {
  const path = await file('bytes.bin', 'abc');
  expect(await digestFile(path)).toBe('sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('the digest of rows follows ids and targets, not order, scores or format', async () => {
  const columns = { target: 'y', score: 's', slices: [] };
  const digest = async (name: string, text: string, id?: string) =>
    (await readPredictions(await file(name, text), { ...columns, ...(id && { id }) })).rows;
  const first = await digest('one.csv', 'id,y,s\n10,1,0.5\n9,0,0.5\nü,0,1\n', 'id');
  expect(await digest('two.csv', 'id,y,s\nü,0,0\n9,0,1\n10,1,0.1\n', 'id')).toBe(first);
  expect(await digest('three.csv', 'id,y,s\n10,0,0.5\n9,1,0.5\nü,0,1\n', 'id')).not.toBe(first);
  expect(await digest('four.csv', 'y,s\n1,0.5\n0,0.5\n')).not.toBe(await digest('five.csv', 'y,s\n0,0.5\n1,0.5\n'));
  expect(await digest('six.jsonl', '{"y":1,"s":9}\n{"y":0,"s":9}\n')).toBe(
    await digest('four.csv', 'y,s\n1,0.5\n0,0.5\n'),
  );
});

test('kept predictions come back as they were', async () => {
  const predictions: Predictions = {
    target: Uint8Array.of(1, 0, 1),
    score: Float64Array.of(0.1, Number.MIN_VALUE, -1e300),
    weight: Float64Array.of(1, 0, 2.5),
    id: ['a', 'ü', '007'],
    group: { column: 'customer', codes: Uint8Array.of(0, 1, 0), values: ['x', 'y'] },
    slices: [{ column: 'band', codes: Uint8Array.of(0, 1, 0), values: [null, 'new'] }],
  };
  const path = join(folder, 'kept.parquet');
  await writeKept(path, predictions);
  expect(await readKept(path)).toEqual(predictions);
  const least = { target: Uint8Array.of(0), score: Float64Array.of(1), slices: [] };
  await writeKept(path, least);
  expect(await readKept(path)).toEqual(least);
});

test('packed text may not unpack without end', async () => {
  const path = await file('bomb.csv.gz', gzipSync('0'.repeat(3_000_000)));
  const read = async () => {
    for await (const text of readText(path, 1_000_000)) expect(text.length).toBeLessThanOrEqual(1_000_000);
  };
  await expect(read()).rejects.toThrow(/unpacks to more than/);
});

test('ids are found again among many', () => {
  const known = seenIds();
  const ids: string[] = [];
  for (let row = 0; row < 20_000; row++) {
    expect(known(`id-${row}`, ids)).toBe(false);
    ids.push(`id-${row}`);
  }
  expect([0, 1, 9999, 19_999].map((row) => known(`id-${row}`, ids))).toEqual([true, true, true, true]);
});
