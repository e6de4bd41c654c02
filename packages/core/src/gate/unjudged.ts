import type { Comparison } from '../record/comparison.ts';
import type { Check } from '../record/verdict.ts';
import { sideOf } from './words.ts';

/** What can be said where not one check was judged. */
export interface Unjudged {
  /** Whether that leaves the verdict open; a first run without absolute limits only waits for its baseline. */
  readonly undecided: boolean;
  /** One sentence of at most 100 characters. */
  readonly sentence: string;
}

/** What checks amount to of which none was judged; undefined when one was, and when there are none. */
export function unjudgedOf(
  all: readonly Pick<Check, 'outcome' | 'limit'>[],
  comparison: Pick<Comparison, 'outcome'> | undefined,
): Unjudged | undefined {
  // That the data hold their rules says nothing of the model.
  const checks = all.filter(({ limit }) => limit.kind !== 'schema');
  const tooSmall = checks.filter(({ outcome }) => outcome === 'too small').length;
  const waiting = checks.filter(({ outcome }) => outcome === 'not judged').length;
  if (checks.length === 0 || tooSmall + waiting < checks.length) return undefined;
  const isFirst = comparison === undefined || comparison.outcome === 'first run';
  if (isFirst && checks.every(({ limit }) => limit.kind === 'drift' || sideOf(limit.kind) !== undefined)) {
    return { undecided: false, sentence: 'No check could be judged yet: there is no baseline.' };
  }
  if (tooSmall === 0) {
    return { undecided: false, sentence: 'No check could be judged yet: there is nothing to compare with.' };
  }
  const rest = waiting === 0 ? '' : ', and no other check could be judged yet';
  return { undecided: true, sentence: `Every slice is too small to judge${rest}.` };
}
