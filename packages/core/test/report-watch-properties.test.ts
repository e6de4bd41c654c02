import { noteBody, watchFixture } from '@weighbridge/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength } from '../src/report/budget.ts';
import { issueMark } from '../src/report/marker.ts';
import { backtestLines } from '../src/report/watch/backtest.ts';
import type { WatchReportContext } from '../src/report/watch/context.ts';
import { renderIssue } from '../src/report/watch/issue.ts';
import { watchLines } from '../src/report/watch/lines.ts';
import { noticeOf } from '../src/report/watch/notice.ts';
import { renderWatchPage } from '../src/report/watch/page/page.ts';
import { samplesOf } from '../src/report/watch/samples.ts';
import { replayAlarms } from '../src/watch/alarm.ts';
import { anyWatch } from './arbitrary/watch.ts';
import { mainTableOf, problemsOf, visibleLength } from './live.ts';
import { faultsOf } from './page-faults.ts';
import { watchContext } from './watch-goldens.ts';

const contexts: fc.Arbitrary<WatchReportContext> = fc.boolean().map((folds) => ({
  ...watchContext,
  capabilities: { ...watchContext.capabilities, folds },
}));

describe('any watch', () => {
  it('has a headline of 60 characters, a reason of 100, a title of 120', () => {
    fc.assert(
      fc.property(anyWatch, (watch) => {
        const { title, body } = renderIssue(watch, watchContext);
        const [marker = '', headline = '', , reason = ''] = body.split('\n');
        expect(marker.startsWith(issueMark(watch.model))).toBe(true);
        expect(headline).toMatch(/^### (✅|❌|⚠️|⏳) /u);
        expect(visibleLength(headline.slice(4))).toBeLessThanOrEqual(60);
        const bold = /^\*\*(.*?)\*\*(?: |$)/.exec(reason)?.[1] ?? '';
        expect(bold).not.toBe('');
        expect(visibleLength(bold)).toBeLessThanOrEqual(100);
        expect(visibleLength(title)).toBeLessThanOrEqual(120);
      }),
    );
  });

  it('fits its budget, in a table of 3 columns and 5 rows', () => {
    fc.assert(
      fc.property(anyWatch, contexts, fc.integer({ min: 12_000, max: 65_536 }), (watch, where, budget) => {
        const { body } = renderIssue(watch, { ...where, budget });
        expect(byteLength(body)).toBeLessThanOrEqual(budget);
        const main = mainTableOf(body);
        expect(main.length).toBeLessThanOrEqual(7);
        for (const row of main) expect(row.split('|').length - 2).toBe(3);
      }),
    );
  });

  it('makes nothing of foreign text live', () => {
    fc.assert(
      fc.property(anyWatch, contexts, (watch, where) => {
        const { title, body } = renderIssue(watch, where);
        expect(problemsOf(body, noteBody(body))).toEqual([]);
        const heading = `# ${title}`;
        expect(problemsOf(heading, noteBody(heading).replaceAll('h1>', 'h3>'))).toEqual([]);
      }),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('makes a page without a live tag, an outside link or a point without a place', () => {
    fc.assert(
      fc.property(anyWatch, (watch) => {
        const page = renderWatchPage(watch, watchContext);
        expect(faultsOf(page)).toEqual([]);
        expect(page.replace(/aria-label="[^"]*"/g, '')).not.toMatch(/="[^"]*NaN|="[^"]*Infinity/);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('is told in plain lines, notices and numbers', () => {
    fc.assert(
      fc.property(anyWatch, (watch) => {
        const replay = replayAlarms(watch.windows, watchContext.rule);
        const { rule, now } = watchContext;
        const facts = { model: watch.model, rule, expected: watch.expected, now, settle: 0, delay: 864e5 };
        const notice = noticeOf(watch, 'changed', watchContext);
        const told = [notice.title, notice.text, ...notice.facts.flatMap(({ name, value }) => [name, value])];
        for (const text of [watchLines(watch), backtestLines(replay, facts), ...told]) {
          expect(text.replaceAll('\n', '').replaceAll('\ufe0f', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u);
          expect(text).not.toBe('');
        }
        expect(notice.facts.length).toBeLessThanOrEqual(8);
        for (const { value } of samplesOf(watch)) expect(Number.isFinite(value)).toBe(true);
      }),
    );
  });
});

describe('a wide and long watch', () => {
  const narrow = watchFixture({ days: 200, since: 150, story: 'worse' });
  const wide = {
    ...narrow,
    windows: narrow.windows.map((window) => ({
      ...window,
      series: window.series.flatMap((point) =>
        Array.from({ length: 10 }, (_, index) => ({ ...point, name: `${point.name}_of_the_customer_${index}` })),
      ),
    })),
  };

  it('stays short in the issue and under 150 kB on the page', () => {
    const { body } = renderIssue(wide, watchContext);
    expect(byteLength(body)).toBeLessThan(9000);
    const page = renderWatchPage(wide, watchContext);
    expect(byteLength(page)).toBeLessThan(150_000);
    expect(faultsOf(page)).toEqual([]);
  });
});
