import { describe, expect, it } from 'vitest';
import { ignoreMatcher } from './ignore.ts';

/** Each row was checked with `git check-ignore --no-index` on git 2.39. */
const table: readonly (readonly [patterns: readonly string[], path: string, ignored: boolean])[] = [
  [['docs'], 'docs/a.md', true],
  [['docs'], 'a/docs', true],
  [['docs/'], 'docs', false],
  [['docs/'], 'a/docs/b.md', true],
  [['/docs'], 'a/docs/b.md', false],
  [['a/docs'], 'b/a/docs', false],
  [['*.md'], 'a/b/c.md', true],
  [['*.md'], 'a/b/c.mdx', false],
  [['/*.md'], 'a/c.md', false],
  [['a/*'], 'a/b/c', true],
  [['a/*.py'], 'a/b/c.py', false],
  [['**/x'], 'x', true],
  [['**/x'], 'a/b/x', true],
  [['a/**'], 'a', false],
  [['a/**'], 'a/b/c', true],
  [['a/**/z'], 'a/z', true],
  [['a/**/z'], 'a/b/c/z', true],
  [['a/**/z'], 'ab/z', false],
  [['f?o'], 'fxo', true],
  [['f?o'], 'f/o', false],
  [['[a-c].txt'], 'b.txt', true],
  [['[!a-c].txt'], 'b.txt', false],
  [['[!a-c].txt'], 'x.txt', true],
  [['*.md', '!keep.md'], 'a/keep.md', false],
  [['!keep.md', '*.md'], 'a/keep.md', true],
  [['docs/', '!docs/keep.md'], 'docs/keep.md', true],
  [['docs/*', '!docs/keep.md'], 'docs/keep.md', false],
  [[String.raw`\!odd`], '!odd', true],
  [[String.raw`\#odd`], '#odd', true],
  [['# a comment', ''], '# a comment', false],
  [['a.b'], 'axb', false],
  [['a+(b)'], 'a+(b)', true],
  [['ü*'], 'übung', true],
];

describe('ignoreMatcher', () => {
  it.each(table)('%j on %s: %s', (patterns, path, ignored) => {
    expect(ignoreMatcher(patterns)(path)).toBe(ignored);
  });
});
