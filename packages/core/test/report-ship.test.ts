import { noteBody } from '@weighbridge/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runRecord } from '../src/record/record.ts';
import { byteLength } from '../src/report/budget.ts';
import type { ReportContext } from '../src/report/context.ts';
import { parseMarker } from '../src/report/marker.ts';
import { renderNote, renderSummary, renderTitle } from '../src/report/note.ts';
import { renderPage } from '../src/report/page/page.ts';
import { plainShip } from '../src/report/ship/plain.ts';
import { anyShipped } from './arbitrary/shipped.ts';
import { context } from './context.ts';
import { mainTableOf, problemsOf, visibleLength } from './live.ts';
import { eventOf, rolloutOf, shippedRecord, stepOf } from './records/shipped.ts';
import { aborted, canary, held, mismatch, registered } from './records/shipped-states.ts';

const powers = fc.record({ alerts: fc.boolean(), folds: fc.boolean() });
const contexts: fc.Arbitrary<ReportContext> = powers.map((some) => ({
  ...context,
  capabilities: { ...context.capabilities, ...some },
}));
const gitlab: ReportContext = {
  ...context,
  capabilities: { ...context.capabilities, alerts: false, folds: false, changeWord: 'merge request' },
};

describe('any record after the merge', () => {
  it('is one that the schema takes', () => {
    fc.assert(
      fc.property(anyShipped, (record) => {
        expect(runRecord.safeParse(record).error).toBeUndefined();
      }),
    );
  });

  it('has a headline of 60 characters, a title that fits too, and a reason of 100', () => {
    fc.assert(
      fc.property(anyShipped, (record) => {
        const [, headline = '', , reason = ''] = renderNote(record, context).split('\n');
        expect(headline).toMatch(/^### [✅❌⏳]/u);
        expect(visibleLength(headline.slice(4))).toBeLessThanOrEqual(60);
        expect(visibleLength(renderTitle(record, context))).toBeLessThanOrEqual(60);
        const bold = /^\*\*(.*?)\*\*(?: |$)/.exec(reason)?.[1] ?? '';
        expect(bold).not.toBe('');
        expect(visibleLength(bold)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('fits its budget, in tables of 3 columns', () => {
    fc.assert(
      fc.property(anyShipped, contexts, fc.integer({ min: 12_000, max: 65_536 }), (record, where, budget) => {
        const note = renderNote(record, { ...where, budget });
        expect(byteLength(note)).toBeLessThanOrEqual(budget);
        for (const row of mainTableOf(note)) expect(row.split('|').length - 2).toBe(3);
      }),
    );
  });

  it('makes nothing of foreign text live', () => {
    fc.assert(
      fc.property(anyShipped, contexts, (record, where) => {
        const note = renderNote(record, where);
        expect(problemsOf(note, noteBody(note))).toEqual([]);
        const summary = renderSummary(record, where);
        expect(problemsOf(summary, noteBody(summary))).toEqual([]);
        expect(plainShip(record).join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('makes a page without a live tag or an outside link', () => {
    fc.assert(
      fc.property(anyShipped, (record) => {
        const page = renderPage(record, context);
        const tags = (page.match(/<[^>]*>/g) ?? []).map((tag) => tag.replace(/="[^"]*"/g, '=""'));
        expect(tags.filter((tag) => /^<(script|iframe|link|img|object|base|form)|\son\w+=|\ssrc=/i.test(tag))).toEqual(
          [],
        );
        expect(page).not.toMatch(/href="javascript:/);
        expect(page.replace(/aria-label="[^"]*"/g, '')).not.toMatch(/="[^"]*NaN|="[^"]*Infinity/);
      }),
    );
  });
});

describe('the note after the merge', () => {
  it('goes on as the same note, of the commit that the tag is on', () => {
    const marker = parseMarker(renderNote(canary, context));
    expect(marker).toMatchObject({ note: 'churn', commit: canary.modelVersion?.commit });
  });

  it('keeps headline, reason and links when almost nothing fits', () => {
    const note = renderNote(aborted, { ...context, budget: 10 });
    expect(note).toContain('### ❌ churn v1.4.0 rolled back at 5%');
    expect(note).toContain('**Errors rose from 1.1% to 4.4%; the policy aborts above +1.0%.**');
    expect(note).toContain('- **More** ');
    expect(note).not.toContain('<details');
  });

  it('says in words what an alert would, and the forge’s own word', () => {
    const note = renderNote(mismatch, gitlab);
    expect(note).toContain('**Warning:** The canary got 12.0% of the traffic; 5% was planned.');
    expect(note).not.toContain('<details');
    expect(renderNote(registered, gitlab)).toContain('gate passed in this merge request');
    expect(renderNote(registered, gitlab)).not.toContain('pull request');
  });

  it('does not say that harm is not believed when it was acted upon', () => {
    const traffic = mismatch.rollout?.traffic;
    const note = renderNote(shippedRecord(rolloutOf({ ...aborted.rollout, ...(traffic && { traffic }) })), context);
    expect(note).toContain('### ❌ churn v1.4.0 rolled back at 5%');
    expect(note).toContain('Harm was acted upon all the same: going back is the safe side.');
    expect(note).not.toContain('not believed');
  });

  it.each([
    ['advance', 'it is rolled back'],
    ['hold', 'it stays held until somebody decides'],
  ] as const)('says how a mismatch ends where the policy says %s', (onUndecided, end) => {
    const base = rolloutOf(mismatch.rollout ?? {});
    const note = renderNote(shippedRecord({ ...base, plan: { ...base.plan, onUndecided } }), context);
    expect(note).toContain(`If that is still so at 11:12 UTC, ${end}.`);
  });

  it('counts harm as what the stable version would not have done', () => {
    expect(renderNote(aborted, context)).toContain(
      '66 of them counted as errors: about 50 more than v1.3.2 would have.',
    );
  });

  it('does not claim an alias that nobody read back after a rollback', () => {
    expect(renderNote(aborted, context)).not.toContain('`champion`');
  });

  it('says what holds an undecided step, and until when', () => {
    const metrics = (held.rollout?.metrics ?? []).filter(({ outcome }) => outcome === 'undecided');
    const record = shippedRecord({ ...rolloutOf(held.rollout ?? {}), metrics, reason: 'errors is undecided' });
    expect(renderNote(record, context)).toContain(
      '**errors moved by +0.6%; 1,500 requests cannot tell that from the allowed rise of 1.0%.** If that is still so at 11:00 UTC, it is rolled back.',
    );
  });

  it('says why a version went back that no metric condemned', () => {
    const reason = 'nobody looked for 31 min';
    const record = shippedRecord(
      rolloutOf({
        phase: 'aborted',
        reason,
        events: [eventOf('10:50', 'put back', 0, 5, reason)],
        steps: [stepOf(5, 'aborted', { from: '10:12' })],
      }),
    );
    expect(renderNote(record, context)).toContain('**Nobody looked for 31 min.**');
  });
});
