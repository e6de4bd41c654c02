import { describe, expect, it } from 'vitest';
import type { Occasion } from '../port/runner.ts';
import { type BaseDecision, type BaseFacts, chooseBase } from './choose.ts';

const change = { kind: 'change', number: 3, head: 'head', baseTip: 'tip', baseRef: 'main', fork: false } as const;
const push = { kind: 'push', branch: 'main', before: 'before', forced: false, isDefault: true } as const;
const other: Occasion = { kind: 'other', event: 'schedule' };
const ask = (decision: object) => ({ kind: 'ask', ...decision });
const base = (commit: string, reason: string) => ({ kind: 'base', commit, reason });

const table: readonly (readonly [name: string, facts: BaseFacts, decision: object])[] = [
  [
    'test merge, head second',
    { occasion: change, checkedOut: 'merge', parents: ['main', 'head'] },
    base('main', 'base tip'),
  ],
  [
    'test merge, head first',
    { occasion: change, checkedOut: 'merge', parents: ['head', 'main'] },
    base('main', 'base tip'),
  ],
  [
    'head that is itself a merge',
    { occasion: change, checkedOut: 'head', parents: ['a', 'tip'], mergeBase: 'tip' },
    base('tip', 'merge-base'),
  ],
  [
    'head, nothing asked yet',
    { occasion: change, checkedOut: 'head', parents: ['a'] },
    ask({ what: 'merge-base', of: 'head', and: 'tip' }),
  ],
  [
    'head, tip unknown',
    { occasion: { ...change, baseTip: undefined as never }, checkedOut: 'head', parents: ['a'] },
    ask({ what: 'base tip' }),
  ],
  [
    'head with merge-base',
    { occasion: change, checkedOut: 'head', parents: ['a'], mergeBase: 'point' },
    base('point', 'merge-base'),
  ],
  [
    'head, the runner says the merge-base',
    { occasion: { ...change, mergeBase: 'point' }, checkedOut: 'head', parents: ['a'] },
    base('point', 'merge-base'),
  ],
  [
    'change without commits of its own, as the runner says it',
    { occasion: { ...change, mergeBase: 'head' }, checkedOut: 'head', parents: ['a'] },
    base('a', 'nearest ancestor'),
  ],
  [
    'change without commits of its own',
    { occasion: change, checkedOut: 'head', parents: ['a'], mergeBase: 'head' },
    base('a', 'nearest ancestor'),
  ],
  [
    'unrelated histories',
    { occasion: change, checkedOut: 'head', parents: [], mergeBase: null },
    base('tip', 'base tip'),
  ],
  [
    'merged results',
    { occasion: { ...change, mergedInto: 'target' }, checkedOut: 'merge', parents: ['x', 'y'] },
    base('target', 'target of merged results'),
  ],
  [
    'merge queue',
    { occasion: { kind: 'queue', base: 'q', head: 'group' }, checkedOut: 'group', parents: ['q', 'z'] },
    base('q', 'queue base'),
  ],
  ['push', { occasion: push, checkedOut: 'new', parents: ['a'] }, base('before', 'commit before the push')],
  [
    'push of a new branch',
    { occasion: { ...push, before: undefined as never }, checkedOut: 'new', parents: ['a'] },
    base('a', 'nearest ancestor'),
  ],
  [
    'first push of a repository',
    { occasion: { ...push, before: undefined as never }, checkedOut: 'new', parents: [] },
    { kind: 'none', why: 'it is the first commit of the repository' },
  ],
  [
    'forced push',
    { occasion: { ...push, forced: true }, checkedOut: 'new', parents: ['a'] },
    ask({ what: 'before', commit: 'before' }),
  ],
  [
    'forced push, still there',
    { occasion: { ...push, forced: true }, checkedOut: 'new', parents: ['a'], beforeObtainable: true },
    base('before', 'commit before the push'),
  ],
  [
    'forced push, gone',
    { occasion: { ...push, forced: true }, checkedOut: 'new', parents: ['a'], beforeObtainable: false },
    base('a', 'nearest ancestor'),
  ],
  [
    'forced push of a branch, gone',
    {
      occasion: { ...push, forced: true, isDefault: false },
      checkedOut: 'new',
      parents: ['a'],
      beforeObtainable: false,
      baseTip: 'tip',
      mergeBase: 'point',
    },
    base('point', 'merge-base'),
  ],
  [
    'push that moved nothing',
    { occasion: { ...push, before: 'new' }, checkedOut: 'new', parents: ['a'] },
    base('a', 'nearest ancestor'),
  ],
  ['branch, tip unknown', { occasion: other, checkedOut: 'here', parents: ['a'] }, ask({ what: 'base tip' })],
  [
    'branch',
    { occasion: other, checkedOut: 'here', parents: ['a'], baseTip: 'tip', mergeBase: 'point' },
    base('point', 'merge-base'),
  ],
  [
    'on the default branch',
    { occasion: other, checkedOut: 'tip', parents: ['a', 'b'], baseTip: 'tip' },
    base('a', 'nearest ancestor'),
  ],
  [
    'behind the default branch',
    { occasion: other, checkedOut: 'old', parents: ['a'], baseTip: 'tip', mergeBase: 'old' },
    base('a', 'nearest ancestor'),
  ],
  [
    'no default branch',
    { occasion: other, checkedOut: 'here', parents: ['a'], baseTip: null },
    base('a', 'nearest ancestor'),
  ],
];

describe('chooseBase', () => {
  it.each(table)('%s', (_name, facts, decision) => {
    expect(chooseBase(facts)).toEqual(decision);
  });

  it.each(table)('never chooses the commit itself: %s', (_name, facts) => {
    for (const own of [facts.checkedOut, facts.occasion.kind === 'change' ? facts.occasion.head : undefined]) {
      const decisions: BaseDecision[] = [
        chooseBase(facts),
        chooseBase({ ...facts, baseTip: own ?? null, mergeBase: own ?? null }),
      ];
      expect(decisions.filter((decision) => decision.kind === 'base' && decision.commit === own)).toEqual([]);
    }
  });
});
