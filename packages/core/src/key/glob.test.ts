import { describe, expect, it } from 'vitest';
import { globMatcher, globRoot, isGlob } from './glob.ts';

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
  ['data/*.csv', 'data/.hidden.csv', true],
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
