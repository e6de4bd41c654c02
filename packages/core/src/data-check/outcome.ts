import type { DataCheck } from '../record/data.ts';

/** What the checks of a run amount to, and how many there are of each kind. */
export interface DataOutcome {
  readonly outcome: 'passed' | 'failed';
  /** Rules that hold, within their tolerance. */
  readonly held: number;
  /** Broken rules of severity error; each stops the run. */
  readonly errors: number;
  /** Broken rules of severity warning. */
  readonly warnings: number;
  /** Rules about columns that the table may lack, and does. */
  readonly notJudged: number;
}

/** Failed where one rule of severity error is broken. */
export function dataOutcome(checks: readonly DataCheck[]): DataOutcome {
  const count = (holds: (check: DataCheck) => boolean): number => checks.filter(holds).length;
  const errors = count(isError);
  return {
    outcome: errors > 0 ? 'failed' : 'passed',
    held: count(({ outcome }) => outcome === 'passed'),
    errors,
    warnings: count(({ outcome, severity }) => outcome === 'failed' && severity === 'warning'),
    notJudged: count(({ outcome }) => outcome === 'not judged'),
  };
}

function isError({ outcome, severity }: DataCheck): boolean {
  return outcome === 'failed' && severity === 'error';
}

/**
 * For a reader: broken errors, broken warnings, what was not judged, what holds; within each the largest share of
 * broken rows first, then the order of the schema. A new list: indices into `data.checks` speak of the record's order.
 */
export function worstChecksFirst(checks: readonly DataCheck[]): readonly DataCheck[] {
  return [...checks].sort((a, b) => rank(a) - rank(b) || shareOf(b) - shareOf(a));
}

function rank(check: DataCheck): number {
  if (check.outcome === 'failed') return isError(check) ? 0 : 1;
  return check.outcome === 'not judged' ? 2 : 3;
}

/** Share of the judged rows that break a rule; a check that could not be judged is broken as a whole. */
function shareOf({ count, of, outcome }: DataCheck): number {
  if (of > 0) return count / of;
  return outcome === 'failed' ? 1 : 0;
}
