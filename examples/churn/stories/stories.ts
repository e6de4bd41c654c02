import type { VerdictWord } from '@weighbridge/core';

/** What a record can show besides its verdict. */
export type Shown =
  | 'what the evaluation resolves'
  | 'a failure under the policy of main'
  | 'where the broken rows come from'
  | 'a training that was reused'
  | 'why the numbers do not compare'
  | 'the model of main scored again';

/** One change to the example, and the verdict that the statistics should reach on it. */
export interface Story {
  readonly number: number;
  readonly title: string;
  /** A diff in this folder; its first line is the commit's message. Without one, the commit of main is weighed. */
  readonly patch?: string;
  /** The diff goes on top of that story's branch; default a new branch from main. */
  readonly after?: number;
  readonly expected: VerdictWord;
  /** Where neither the verdict nor the usual rule says it: 1 of `inconclusive` under `on-incomparable: fail`. */
  readonly exit?: 1;
  /** The metric, and the slice's value, that should decide. Nothing is measured in a run that stopped. */
  readonly decidedBy?: { readonly metric: string; readonly slice?: string };
  /** What the record must show besides the verdict. */
  readonly shows?: Shown;
  /** Squashed into main when it passed, so that the next stories are measured against it. */
  readonly merged?: true;
}

export const stories: readonly Story[] = [
  {
    number: 1,
    title: 'First run on main',
    expected: 'passed',
    decidedBy: { metric: 'roc_auc' },
    shows: 'what the evaluation resolves',
  },
  {
    number: 2,
    title: 'A better model',
    patch: '2-better-model.patch',
    expected: 'passed',
    decidedBy: { metric: 'roc_auc' },
    merged: true,
  },
  {
    number: 3,
    title: 'A worse model',
    patch: '3-worse-model.patch',
    expected: 'failed',
    decidedBy: { metric: 'roc_auc' },
  },
  {
    number: 4,
    title: 'Better overall, worse for a slice',
    patch: '4-worse-slice.patch',
    expected: 'failed',
    decidedBy: { metric: 'recall', slice: '50 and more' },
  },
  {
    number: 5,
    title: 'Within noise, tight margin',
    patch: '5-within-noise.patch',
    expected: 'inconclusive',
    decidedBy: { metric: 'roc_auc' },
  },
  {
    number: 6,
    title: 'A metric removed',
    patch: '6-metric-removed.patch',
    expected: 'failed',
    decidedBy: { metric: 'model_kb' },
  },
  {
    number: 7,
    title: 'Policy loosened, model worse',
    patch: '7-looser-policy.patch',
    expected: 'failed',
    decidedBy: { metric: 'roc_auc' },
    shows: 'a failure under the policy of main',
  },
  {
    number: 8,
    title: 'A change that breaks the data',
    patch: '8-broken-data.patch',
    expected: 'stopped',
    shows: 'where the broken rows come from',
  },
  {
    number: 9,
    title: 'The commit of main again',
    expected: 'passed',
    decidedBy: { metric: 'roc_auc' },
    shows: 'a training that was reused',
  },
  {
    number: 10,
    title: 'Other evaluation data',
    patch: '10-evaluation-data.patch',
    expected: 'inconclusive',
    exit: 1,
    shows: 'why the numbers do not compare',
  },
  {
    number: 11,
    title: "Other evaluation data, main's model on it",
    patch: '11-rescored.patch',
    after: 10,
    expected: 'passed',
    decidedBy: { metric: 'roc_auc' },
    shows: 'the model of main scored again',
  },
];
