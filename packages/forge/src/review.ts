import type { Approval } from '@weighbridge/core';
import { present } from './runner/environment.ts';

/** One review in the order in which the forge lists them: oldest first. */
export interface Review {
  /** Undefined for a deleted account. */
  readonly user: string | undefined;
  readonly state: string;
  readonly commit: string | undefined;
  readonly at: string | undefined;
  readonly url: string | undefined;
}

/** Remarks, requests and drafts leave what the person said before as it is. */
const decisive = new Set(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']);

/** The latest decision of each person, where it is an approval. */
export function latestApprovals(reviews: readonly Review[]): readonly Approval[] {
  const latest = new Map<string, Review>();
  for (const review of reviews) {
    if (review.user !== undefined && decisive.has(review.state)) latest.set(review.user, review);
  }
  return [...latest].flatMap(([user, { state, commit, at, url }]) =>
    state === 'APPROVED' && commit !== undefined ? [{ user, commit, ...present({ at, url }) }] : [],
  );
}
