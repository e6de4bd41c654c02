import type { Watch } from '@weighbridge/core';

/** Weeks since 1 January 1997. */
export interface Weeks {
  readonly first: number;
  readonly last: number;
}

/** One `weighbridge monitor`, and what it should find. */
export interface LookStory {
  /** What the reader is told before. */
  readonly when: string;
  /** Of which the customers have been scored since the look before, both ends included. */
  readonly weeks: Weeks;
  /** The moment of the look: the purchases are of 1997 and 1998. */
  readonly at: string;
  readonly phase: Watch['phase'];
  readonly issue: 'open' | 'closed';
  /** Series that ring, as `days_since_last` or `recall`. Others may ring as well. */
  readonly rings: readonly string[];
  /** Whether any metric rings: before labels are due none can. */
  readonly performance: boolean;
  /** What the issue says, word for word. */
  readonly says: readonly string[];
  /** What is decided about training anew. */
  readonly decision: 'retrain' | 'wait';
}

/** A day after the scoring of week 39, when labels are known of no customer who was scored in production. */
export const driftLook: LookStory = {
  when: '2 October 1997: customers of weeks 35 to 39 were scored, and nobody knows yet who will come back',
  weeks: { first: 35, last: 39 },
  at: '1997-10-02T06:00:00Z',
  phase: 'alarm',
  issue: 'open',
  rings: ['days_since_last'],
  performance: false,
  says: ['days_since_last', 'not due yet'],
  decision: 'wait',
};

/** 13 weeks later, when the labels of week 39 have come. */
export const performanceLook: LookStory = {
  when: '1 January 1998: 13 more weeks were scored, and the labels of weeks 35 to 39 are known',
  weeks: { first: 40, last: 52 },
  at: '1998-01-01T06:00:00Z',
  phase: 'alarm',
  issue: 'open',
  rings: ['days_since_last', 'roc_auc', 'recall'],
  performance: true,
  says: ['roc_auc', 'weighbridge/retrain-churn-19980101-0600'],
  decision: 'retrain',
};

/** When the new champion has scored two weeks. */
export const recoveredLook: LookStory = {
  when: '15 January 1998: the new version has scored the customers of two weeks',
  weeks: { first: 53, last: 54 },
  at: '1998-01-15T06:00:00Z',
  phase: 'quiet',
  issue: 'closed',
  rings: [],
  performance: false,
  says: [],
  decision: 'wait',
};
