import { noteBody } from '@weighbridge/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunRecord, runRecord } from '../src/record/record.ts';
import { byteLength } from '../src/report/budget.ts';
import type { ReportContext } from '../src/report/context.ts';
import { renderNote, renderSummary, renderTitle } from '../src/report/note.ts';
import { renderRunning } from '../src/report/running.ts';
import { anyRecord } from './arbitrary/record.ts';
import { context } from './context.ts';
import { mainTableOf, problemsOf, visibleLength } from './live.ts';

const powers = fc.record({ alerts: fc.boolean(), folds: fc.boolean(), mermaid: fc.boolean() });
const contexts: fc.Arbitrary<ReportContext> = powers.map((some) => ({
  ...context,
  capabilities: { ...context.capabilities, ...some },
}));

function linesOf(note: string): { headline: string; bold: string } {
  const [, headline = '', , reason = ''] = note.split('\n');
  return { headline, bold: /^\*\*(.*?)\*\*(?: |$)/.exec(reason)?.[1] ?? '' };
}

describe('any record', () => {
  it('is one that the schema takes', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        expect(runRecord.safeParse(record).error).toBeUndefined();
      }),
    );
  });

  it('makes a note that fits the budget in bytes and characters', () => {
    const budgets = fc.integer({ min: 12_000, max: 65_536 });
    fc.assert(
      fc.property(anyRecord, contexts, budgets, (record, where, budget) => {
        const note = renderNote(record, { ...where, budget });
        expect(byteLength(note)).toBe(Buffer.byteLength(note));
        expect(byteLength(note)).toBeLessThanOrEqual(budget);
        expect(note.length).toBeLessThanOrEqual(budget);
      }),
    );
  });

  it('has a verdict line of 60 characters, a title that fits too, and a reason of 100', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const { headline, bold } = linesOf(renderNote(record, context));
        expect(headline.startsWith('### ')).toBe(true);
        expect(visibleLength(headline.slice(4))).toBeLessThanOrEqual(60);
        expect(visibleLength(renderTitle(record, context))).toBeLessThanOrEqual(60);
        expect(bold).not.toBe('');
        expect(visibleLength(bold)).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('has a main table of at most 5 rows and 3 columns', () => {
    fc.assert(
      fc.property(anyRecord, contexts, (record, where) => {
        const table = mainTableOf(renderNote(record, where));
        expect(table.length).toBeLessThanOrEqual(5 + 2);
        for (const row of table) expect(row.split('|').length - 2).toBe(3);
      }),
    );
  });

  it('makes nothing of foreign text live, whatever the forge can show', () => {
    fc.assert(
      fc.property(anyRecord, contexts, (record, where) => {
        const note = renderNote(record, where);
        expect(problemsOf(note, noteBody(note))).toEqual([]);
        const summary = renderSummary(record, where);
        expect(problemsOf(summary, noteBody(summary))).toEqual([]);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('makes a running note out of its own note, twice over', () => {
    const weighing = { commit: 'f'.repeat(40), startedAt: '2026-11-22T10:31:00Z', run: '4829' };
    fc.assert(
      fc.property(anyRecord, contexts, (record, where) => {
        const running = renderRunning(renderNote(record, where), { ...where, weighing }) ?? '';
        expect(problemsOf(running, noteBody(running))).toEqual([]);
        expect(running).toContain('No verdict yet');
        expect(/### (✅|❌|⚠️)/u.test(running)).toBe(false);
        expect(renderRunning(running, { ...where, weighing })).toBe(running);
      }),
    );
  });
});

describe('the headline agrees with the rows', () => {
  const failing = (record: RunRecord): boolean =>
    record.verdict?.checks.some(({ outcome }) => outcome === 'failed') ?? false;

  it('is failed exactly where a check failed, a policy forbids it, or nothing is checked', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        const { verdict } = record;
        if (verdict === undefined) return;
        const byBase = verdict.underBasePolicy?.outcome === 'failed' && verdict.override === undefined;
        const expected = failing(record) || byBase || verdict.checks.length === 0;
        const { headline } = linesOf(renderNote(record, context));
        expect(headline.startsWith('### ❌')).toBe(expected);
      }),
    );
  });

  it('never shows a pass over a failed check, even of a record that contradicts itself', () => {
    fc.assert(
      fc.property(anyRecord, (record) => {
        if (record.verdict === undefined) return;
        const note = renderNote({ ...record, verdict: { ...record.verdict, outcome: 'passed', exit: 0 } }, context);
        if (failing(record)) expect(linesOf(note).headline.startsWith('### ❌')).toBe(true);
        if (/\| ❌/.test(note)) expect(note.includes('### ✅')).toBe(false);
      }),
    );
  });
});
