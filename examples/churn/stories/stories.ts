import type { VerdictWord } from '@weighbridge/core';

/** One change to the example, and the verdict that the statistics should reach on it. */
export interface Story {
  readonly number: number;
  readonly title: string;
  /** A diff in this folder; its first line is the commit's message. Without one, the commit of main is weighed. */
  readonly patch?: string;
  readonly expected: VerdictWord;
  /** The metric, and the slice's value, that should decide. */
  readonly decidedBy: { readonly metric: string; readonly slice?: string };
  /** What the record must show besides the verdict. */
  readonly shows?: 'what the evaluation resolves' | 'a failure under the policy of main';
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
];
