import { describe, expect, it } from 'vitest';
import { byteLength } from '../src/report/budget.ts';
import { renderNote } from '../src/report/note.ts';
import { context } from './context.ts';
import { improved } from './records/improved.ts';
import { worse } from './records/worse.ts';
import { worseSlice } from './records/worse-slice.ts';

const whole = renderNote(improved, context);

describe('a note that is too long', () => {
  it('loses its diagram first, and keeps its words', () => {
    const note = renderNote(improved, { ...context, budget: byteLength(whole) - 1 });
    expect(note).not.toContain('```mermaid');
    expect(note).toContain('**Trend**: roc_auc over the last 9 accepted runs and here, 0.702 to 0.741');
    expect(note).toContain('region=isles');
  });

  it('loses rows next, then what is within noise, leaving counts', () => {
    const note = renderNote(improved, { ...context, budget: 2800 });
    expect(note).toContain('more slices are in the report.');
    expect(note).not.toContain('region=centre');
    expect(byteLength(note)).toBeLessThanOrEqual(2800);
  });

  it('keeps verdict, reason, baseline and links to the end', () => {
    const note = renderNote(worse, { ...context, budget: 10 });
    expect(note).toContain('### ❌ churn failed: worse than main');
    expect(note).toContain('**roc_auc fell by 0.018; the policy allows 0.005.**');
    expect(note).toContain('- **Compared** ');
    expect(note).toContain('[Report with charts]');
    expect(note).toContain('Shortened: the rest is in the report.');
    expect(note).not.toContain('<details');
  });
});

describe('a forge that shows less', () => {
  const plain = { ...context, capabilities: { ...context.capabilities, alerts: false, folds: false, mermaid: false } };

  it('keeps the summary line of each fold', () => {
    const note = renderNote(worseSlice, plain);
    expect(note).not.toContain('<details');
    expect(note).toContain('**9 slices**: 1 worse, 3 better, 5 within noise');
    expect(note).toContain('**7 checks**: 1 failed, 6 passed');
  });

  it('says in words what an alert would', () => {
    const old = { ...plain, staleAfter: { days: 0, commits: 0 } };
    expect(renderNote(improved, old)).toContain('**Warning:** The baseline is 1 day and 2 commits old.');
  });
});
