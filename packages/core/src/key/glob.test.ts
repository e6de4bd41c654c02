import { describe, expect, it } from 'vitest';
import { globMatcher, globRoot, isGlob, splitGlob } from './glob.ts';

const table: readonly (readonly [pattern: string, path: string, named: boolean])[] = [
  ['data/*.csv', 'data/a.csv', true],
  ['data/*.csv', 'data/b/a.csv', false],
  ['data/*', 'data/b/a.csv', false],
  ['data/**', 'data/b/a.csv', true],
  ['data/**/*.csv', 'data/a.csv', true],
  ['data/**/*.csv', 'data/b/c/a.csv', true],
  ['data/**/*.csv', 'data/b/c/a.csv.gz', false],
  ['data/year=*/p?.parquet', 'data/year=2026/p1.parquet', true],
  ['data/year=*/p?.parquet', 'data/year=2026/p10.parquet', false],
  ['data/[a-c].csv', 'data/b.csv', true],
  ['data/[!a-c].csv', 'data/b.csv', false],
  ['data/{train,test}-*.csv', 'data/test-1.csv', true],
  ['data/{train,test}-*.csv', 'data/dev-1.csv', false],
  ['data/a+(b).csv', 'data/a+(b).csv', true],
  ['data/*.csv', 'data/.hidden.csv', false],
  ['data/.*.csv', 'data/.hidden.csv', true],
  ['data/?hidden.csv', 'data/.hidden.csv', false],
  ['data/[.]hidden.csv', 'data/.hidden.csv', false],
  ['data/{*,.h*}.csv', 'data/.hidden.csv', true],
  ['data/**', 'data/.cache/a.csv', false],
  ['data/**', 'data/b/.a.csv', false],
  ['data/**/*.csv', 'data/.cache/a.csv', false],
  ['data/x**/*.csv', 'data/xa/b/c.csv', false],
  ['data/[z-a].csv', 'data/b.csv', false],
];

describe('globMatcher', () => {
  it.each(table)('%s on %s: %s', (pattern, path, named) => {
    expect(globMatcher(pattern)(path)).toBe(named);
  });
});

describe('globRoot', () => {
  it.each([
    ['data/*.csv', 'data'],
    ['data/year=*/*.csv', 'data'],
    ['*.csv', ''],
    ['data/plain.csv', 'data'],
  ])('of %s is "%s"', (pattern, root) => {
    expect([globRoot(pattern), isGlob(pattern)]).toEqual([root, pattern !== 'data/plain.csv']);
  });
});

describe('splitGlob', () => {
  it.each([
    ['data/*.csv', 'data', 1, 'a.csv'],
    ['runs[1]/*.csv', 'runs[1]', 1, 'a.csv'],
    ['runs[2]/*.csv', '', 2, 'runs2/a.csv'],
    ['runs[1]/**/*.csv', 'runs[1]', Number.POSITIVE_INFINITY, 'b/c/a.csv'],
    ['{a,b/c}/*.csv', '', Number.POSITIVE_INFINITY, 'b/c/a.csv'],
  ])('%s, where runs[1] is a folder', async (pattern, root, depth, named) => {
    const found = await splitGlob(pattern, async (folder) => folder === 'runs[1]');
    expect(found).toMatchObject({ root, depth });
    expect(found.matches(named)).toBe(true);
  });
});
