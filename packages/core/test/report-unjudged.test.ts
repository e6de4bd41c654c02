import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../src/record/record.ts';
import type { Check, CheckOutcome, VerdictWord } from '../src/record/verdict.ts';
import { renderNote, renderTitle } from '../src/report/note.ts';
import { renderPage } from '../src/report/page/page.ts';
import { context } from './context.ts';
import { mainTableOf } from './live.ts';
import { firstRun } from './records/first-run.ts';
import { improved } from './records/improved.ts';
import { loosened } from './records/loosened.ts';

/** A record whose verdict has other checks. */
function judged(record: RunRecord, outcome: VerdictWord, change: (check: Check) => Check): RunRecord {
  const { verdict } = record;
  if (verdict === undefined) throw new Error('the record has a verdict');
  return { ...record, verdict: { ...verdict, outcome, exit: 0, checks: verdict.checks.map(change) } };
}

function withOutcome(outcome: CheckOutcome): (check: Check) => Check {
  return (check) => ({ ...check, outcome, limit: { ...check.limit, kind: 'max-drop' } });
}

/** Its change takes these models out of the policy, and nothing was judged under the base's. */
function removing(...names: readonly string[]): RunRecord {
  const { comparison, verdict } = loosened;
  if (comparison?.changed === undefined || verdict?.underBasePolicy === undefined) throw new Error('it has both');
  const policy = names.map((where) => ({ where, was: 'in the policy', effect: 'looser' as const }));
  const { policy: digest } = verdict.underBasePolicy;
  const nothing = { policy: digest, evaluation: [], slices: [], alpha: 0.05, family: 0, metrics: [] };
  return {
    ...loosened,
    comparison: { ...comparison, underBasePolicy: nothing, changed: { ...comparison.changed, policy } },
    verdict: { ...verdict, underBasePolicy: { outcome: 'failed', policy: digest, checks: [] } },
  };
}

describe('a report of which no check was judged', () => {
  it.each(['inconclusive', 'passed'] as const)('is undecided where every slice is too small: %s', (outcome) => {
    const record = judged(improved, outcome, withOutcome('too small'));
    const note = renderNote(record, context);
    expect(note).toContain('### ⚠️ churn inconclusive: every slice is too small to judge');
    expect(note).toContain('**Every slice is too small to judge.** 0 checks hold;');
    expect(renderTitle(record, context)).toBe('churn inconclusive: every slice is too small to judge');
  });

  it('passes on the first run, and says that nothing was judged', () => {
    const note = renderNote(judged(firstRun, 'passed', withOutcome('not judged')), context);
    expect(note).toContain('### ✅ churn passed: first run');
    expect(note).toContain('**No check could be judged yet: there is no baseline.**');
    expect(note).not.toContain('0 checks hold');
  });

  it('does not call a model better where nothing was judged', () => {
    const note = renderNote(judged(improved, 'passed', withOutcome('not judged')), context);
    expect(note).toContain('### ✅ churn passed: nothing could be judged yet');
    expect(note).toContain('**No check could be judged yet: there is nothing to compare with.**');
  });
});

describe('a report of a change that takes models out of the policy', () => {
  it('shows the model in place of checks', () => {
    const note = renderNote(removing('fraud'), context);
    expect(note).toContain('### ❌ churn failed: takes fraud out of the policy');
    expect(note).toContain('takes fraud out of the policy; an owner of the file must approve.**');
    expect(mainTableOf(note)).toHaveLength(3);
    expect(mainTableOf(note).at(-1)).toMatch(/^\| fraud +\| in the policy +\| \*\*taken out\*\* +\|$/);
    expect(note).toContain('1. Keep fraud in the policy.');
    expect(note).toContain('-  in the policy');
  });

  it('counts the rest of many', () => {
    const note = renderNote(removing('a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'), context);
    expect(note).toContain('takes a1 and 6 more out of the policy');
    expect(note).toContain('2 more in the report.');
  });

  it('names it on the page, beside the numbers of the change', () => {
    const page = renderPage(removing('fraud'), context);
    expect(page).toContain('<p>The change takes out: <code>fraud</code>.</p>');
    expect(page).toContain('0.717');
  });
});
