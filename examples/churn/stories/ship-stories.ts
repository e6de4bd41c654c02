import type { RolloutStep } from '@weighbridge/core';

/** How a shipment or a rollback ends, in the words of the command's output `outcome`. */
export type Ending = 'shipped' | 'rolled back';

/** What happens after a merge, under replayed traffic. */
export interface ShipStory {
  readonly number: number;
  readonly title: string;
  /** A diff in this folder that is weighed on a branch, merged and shipped. Without one, `weighbridge rollback` is called. */
  readonly patch?: string;
  readonly expected: Ending;
  readonly exit: 0 | 1;
  /** The outcomes of the steps 5%, 25%, 50% and 100%, where there is a rollout to look at. */
  readonly steps?: readonly RolloutStep['outcome'][];
  /** Which of the versions answers in the end. */
  readonly serves: 'the new version' | 'the version before' | 'the first version';
  /** Whether clients may have seen errors: only of a version that does them harm. */
  readonly errors: boolean;
}

export const shipStories: readonly ShipStory[] = [
  {
    number: 12,
    title: 'Merged: the weighed bytes take over, step by step',
    patch: '12-recency.patch',
    expected: 'shipped',
    exit: 0,
    steps: ['advanced', 'advanced', 'advanced', 'advanced'],
    serves: 'the new version',
    errors: false,
  },
  {
    number: 13,
    title: 'Merged: fails on customers of a later month',
    patch: '13-month.patch',
    expected: 'rolled back',
    exit: 1,
    steps: ['aborted', 'waits', 'waits', 'waits'],
    serves: 'the version before',
    errors: true,
  },
  {
    number: 14,
    title: 'One command back to the version before',
    expected: 'rolled back',
    exit: 0,
    serves: 'the first version',
    errors: false,
  },
];
