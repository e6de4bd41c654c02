import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ColumnBatch, ReadLargeColumns } from '@weighbridge/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeKept } from './kept.ts';
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
const all = { ...columns, weight: 'w', id: 'id', group: 'g', slices: ['band'] };
const csv = 'id,y,s,w,g,band\na,1,0.5,1,g1,x\nb,0,1e-3,2,g1,\nc,1,-7,0,g2,x\n';
const jsonl = [
  { id: 'a', y: 1, s: 0.5, w: 1, g: 'g1', band: 'x' },
  { id: 'b', y: 0, s: 1e-3, w: 2, g: 'g1', band: null },
  { id: 'c', y: true, s: -7, w: 0, g: 'g2', band: 'x' },
];
const lines = jsonl.map((row) => JSON.stringify(row)).join('\n');
const expected = {
  target: Uint8Array.of(1, 0, 1),
  score: Float64Array.of(0.5, 1e-3, -7),
  weight: Float64Array.of(1, 2, 0),
  id: ['a', 'b', 'c'],
  group: { column: 'g', codes: Uint8Array.of(0, 0, 1), values: ['g1', 'g2'] },
  slices: [{ column: 'band', codes: Uint8Array.of(0, 1, 0), values: ['x', null] }],
};

describe('the same rows in every format', () => {
  test.each<[string, string | Uint8Array]>([
    ['plain.csv', csv],
    ['crlf.csv', csv.replaceAll('\n', '\r\n')],
    ['bom.csv', `\uFEFF${csv}`],
    ['no-last-newline.csv', csv.trimEnd()],
    ['empty-lines.csv', csv.replaceAll('\n', '\n\n')],
    ['quoted.csv', csv.replaceAll(/[^,\n]+/g, '"$&"')],
    ['quoted-crlf.csv', csv.replaceAll(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')],
    ['UPPER.CSV', csv],
    ['tabs.tsv', csv.replaceAll(',', '\t')],
    ['packed.csv.gz', gzipSync(csv)],
    ['lines.jsonl', lines],
    ['lines.ndjson', `${lines}\n\n`],
    ['lines.jsonl.gz', gzipSync(lines)],
  ])('%s', async (name, content) => {
    const { predictions } = await readPredictions(await file(name, content), all);
    expect(predictions).toEqual(expected);
  });

  test('one column may serve several ends', async () => {
    const { predictions } = await readPredictions(await file('ends.csv', csv), {
      ...columns,
      group: 'g',
      slices: ['g'],
    });
    expect(predictions.slices).toEqual([predictions.group]);
  });
});

describe('targets', () => {
  test.each<[string, string | undefined, readonly string[], readonly number[]]>([
    ['numbers', undefined, ['0', '1', '1.0', ' 1 '], [0, 1, 1, 1]],
    ['words', undefined, ['true', 'False', 'TRUE'], [1, 0, 1]],
    ['two labels', 'churned', ['churned', 'stayed', 'churned'], [1, 0, 1]],
    ['one label that is not the positive one', 'churned', ['stayed', 'stayed'], [0, 0]],
    ['a positive number', '2', ['2', '1', '2.0'], [1, 0, 1]],
    ['zero as the positive label', '0', ['0', '1'], [1, 0]],
    ['a positive truth', 'false', ['False', 'True'], [1, 0]],
  ])('%s', async (name, positive, values, target) => {
    const path = await file(`${name}.csv`, `y,s\n${values.map((value) => `${value},1`).join('\n')}`);
    const { predictions } = await readPredictions(path, { ...columns, ...(positive !== undefined && { positive }) });
    expect([...predictions.target]).toEqual(target);
  });
});

describe('a reader for large files', () => {
  const asked: string[] = [];
  const batch: ColumnBatch = {
    rows: 2,
    columns: [
      { codes: Uint16Array.of(1, 2), values: ['0', '1'], other: () => 0n },
      { numbers: Float64Array.of(Number.NaN, 0.25), other: () => ' 0.5 ' },
    ],
  };
  const readLarge: ReadLargeColumns = async function* (path, wanted) {
    asked.push(path);
    yield await Promise.resolve(batch);
    if (wanted.length !== 2) throw new Error('It reads two columns only.');
  };

  test('reads what is large, and other files than it can read are read as ever', async () => {
    const path = join(folder, 'large.parquet');
    await writeKept(path, { target: Uint8Array.of(0), score: Float64Array.of(1), id: ['a'], slices: [] });
    const kept = { target: 'target', score: 'score', slices: [] };
    const small = await readPredictions(path, kept, { readLarge });
    expect([small.predictions.score, asked]).toEqual([Float64Array.of(1), []]);
    const large = await readPredictions(path, kept, { readLarge, largeFrom: 12 });
    expect(large.predictions).toMatchObject({ target: Uint8Array.of(1, 0), score: Float64Array.of(0.5, 0.25) });
    const again = await readPredictions(path, { ...kept, slices: ['id'] }, { readLarge, largeFrom: 12 });
    expect([again.predictions.score, asked]).toEqual([Float64Array.of(1), [path, path]]);
    await readPredictions(await file('large.csv', 'y,s\n0,1\n'), columns, { readLarge, largeFrom: 1 });
    expect(asked).toEqual([path, path]);
  });
});
