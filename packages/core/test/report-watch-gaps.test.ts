import { watchFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import type { SeriesPoint, Watch, WatchWindow } from '../src/record/watch.ts';
import { backtestLines } from '../src/report/watch/backtest.ts';
import { renderIssue } from '../src/report/watch/issue.ts';
import { watchLines } from '../src/report/watch/lines.ts';
import { noticeOf } from '../src/report/watch/notice.ts';
import { renderWatchPage } from '../src/report/watch/page/page.ts';
import { samplesOf } from '../src/report/watch/samples.ts';
import { alarmsOf, replayAlarms } from '../src/watch/alarm.ts';
import { watchContext, watchGoldens } from './watch-goldens.ts';

const { rule } = watchContext;

function reasonOf(watch: Watch): string {
  return renderIssue(watch, watchContext).body.split('\n')[3] ?? '';
}

/** The last windows, changed; alarms as they follow from them. */
function withLast(watch: Watch, count: number, change: (window: WatchWindow) => WatchWindow): Watch {
  const start = watch.windows.length - count;
  const windows = watch.windows.map((window, index) => (index < start ? window : change(window)));
  return { ...watch, windows, alarms: [...alarmsOf(windows, rule)] };
}

function unlabelled({ labels: _labels, ...window }: WatchWindow): WatchWindow {
  const none = (point: SeriesPoint): SeriesPoint => {
    const { kind, name, slice } = point;
    if (kind !== 'metric') return point;
    const named = { kind, name, ...(slice ? { slice } : {}) };
    return { ...named, outcome: 'no data', reason: 'no row has a label', n: 0, flagged: false };
  };
  const labels = { matured: true, labelled: 0, missing: window.rows, duplicated: 0, contradictory: 0 };
  return { ...window, labels, series: window.series.map(none) };
}

/** Labels are due at once in the story of a worse model, so that only their loss makes a gap. */
const labelled = watchFixture({ story: 'worse', days: 12, since: 0 });

describe('labels that come late', () => {
  it('take one row of the list, however many windows wait', () => {
    const metrics = labelled.windows.map((each) => ({
      ...each,
      series: each.series.filter(({ kind }) => kind === 'metric'),
    }));
    const watch = withLast({ ...labelled, windows: metrics }, 6, (window) => {
      const late = unlabelled(window);
      return { ...late, labels: { matured: false, labelled: 0, missing: 0, duplicated: 0, contradictory: 0 } };
    });
    const { body } = renderIssue(watch, watchContext);
    expect(body.match(/labels to come/g)?.length).toBe(
      body.match(/6 newer days \|.*/)?.[0].match(/labels to come/g)?.length,
    );
    expect(body).toMatch(/\| 6 newer days \| labels to come/);
    expect(body).toMatch(/\| 15 Nov \|/);
  });
});

describe('labels that stop coming', () => {
  it('are said in the reason, and an old window is not called within noise', () => {
    const drift = watchFixture({ story: 'drift' });
    const due = drift.windows.findLastIndex(({ labels }) => labels?.matured === true);
    const lost = {
      ...drift,
      windows: drift.windows.map((each, at) => (at > due - 3 && at <= due ? unlabelled(each) : each)),
    };
    expect(reasonOf(drift)).toContain('roc_auc on labelled rows is within noise of v1.3.2.');
    expect(reasonOf(lost)).not.toContain('within noise');
    expect(reasonOf(lost)).toContain(
      'roc_auc is not known for the newest 3 days whose labels are due: no row has a label. It was judged last for 11 Nov.',
    );
    expect(noticeOf(lost, 'opened', watchContext).facts).toContainEqual({
      name: 'roc_auc',
      value: '0.726 of 11 Nov, drop at most 0.01',
    });
  });

  it('do not leave a model within its limits', () => {
    const quiet = withLast({ ...labelled, phase: 'quiet' }, 2, unlabelled);
    const { openedAt: _openedAt, ...never } = quiet;
    expect(renderIssue(never, watchContext).body).toContain('### ✅ churn has no alarm');
    expect(reasonOf(never)).toContain('is not known for the newest 2 days whose labels are due: no row has a label.');
  });

  it('are said beside a metric that rings', () => {
    const worse = watchFixture({ story: 'worse' });
    const lost = { ...withLast(worse, 1, unlabelled), phase: 'alarm' as const };
    expect(reasonOf(lost)).toMatch(/roc_auc .* is not known for the newest day whose labels are due/);
  });

  it('are said where none ever came', () => {
    const drift = watchFixture({ story: 'drift' });
    const none = { ...drift, windows: drift.windows.map(unlabelled) };
    expect(reasonOf(none)).toContain('roc_auc is not known for the newest 12 days');
    expect(reasonOf(none)).toContain('It was never judged.');
    expect(reasonOf(none)).not.toContain('no labels have matured');
  });
});

function without(...columns: readonly string[]): (window: WatchWindow) => WatchWindow {
  const gone = (point: SeriesPoint): SeriesPoint =>
    columns.includes(point.name)
      ? {
          kind: 'column',
          name: point.name,
          outcome: 'not in both',
          reason: 'the rows have no such column',
          n: 0,
          flagged: true,
        }
      : point;
  return (window) => ({ ...window, series: window.series.map(gone) });
}

const gone: Watch = {
  ...withLast(watchFixture({ story: 'quiet' }), 4, without('income')),
  phase: 'alarm',
  alarms: [
    {
      kind: 'column',
      name: 'income',
      first: '2026-11-18T00:00:00.000Z',
      since: '2026-11-20T00:00:00.000Z',
      flagged: 4,
      of: 5,
    },
  ],
  openedAt: '2026-11-21T06:00:00Z',
};

describe('a column that the rows no longer have', () => {
  it('is the headline’s reason, and stands in the table without a value', () => {
    const { title, body } = renderIssue(gone, watchContext);
    expect(title).toBe('churn drifts in production: income (since 20 Nov)');
    expect(reasonOf(gone)).toMatch(/^\*\*income is not in the rows any more\.\*\* /);
    expect(body).toContain('| ⚠️&nbsp;income | not in the rows | the reference has it |');
    expect(body).toMatch(/\| 21 Nov \| gone ⚠️ \|/);
    expect(body).toContain('leave it out of `monitor.columns`');
    expect(body).not.toMatch(/no value|undefined|PSI not|limit that is too tight/);
  });

  it('is told in lines, notices, numbers and on the page', () => {
    expect(watchLines(gone, rule)).toMatch(/^ {2}income +not in the rows +21 Nov, rings$/m);
    expect(noticeOf(gone, 'opened', watchContext).facts[0]).toEqual({ name: 'income', value: 'not in the rows' });
    const numbers = samplesOf(gone).filter(({ labels }) => labels['series'] === 'income');
    expect(numbers.map(({ name, value }) => [name.replace('weighbridge_watch_', ''), value])).toEqual([
      ['flagged', 1],
      ['rows', 0],
      ['alarm', 1],
    ]);
    const page = renderWatchPage(gone, watchContext);
    expect(page).toContain('income is not in the rows any more.');
    expect(page).not.toMatch(/PSI no|PSI not|drifted<\/span>|NaN|undefined/);
  });

  it('comes before what drifts, and is said beside what is graver', () => {
    const drift = { ...withLast(watchFixture({ story: 'drift' }), 3, without('income')), phase: 'alarm' as const };
    expect(reasonOf(drift)).toMatch(
      /^\*\*income is not in the rows any more\.\*\* source drifted: PSI 0\.\d+; the policy/,
    );
    const failing = withLast(watchFixture({ story: 'failing' }), 1, without('income'));
    expect(reasonOf(failing)).toMatch(/^\*\*The share of .*\*\* income is not in the rows any more\./);
    const once = withLast(watchFixture({ story: 'quiet' }), 1, without('income'));
    expect(reasonOf(once)).toContain('**income is not in the newest rows; an alarm takes 3 of 5.**');
  });
});

describe('a backtest', () => {
  const facts = { model: 'churn', rule, expected: 0.61, now: watchContext.now };
  const lineOf = (text: string, word: string): string => text.split('\n').find((line) => line.includes(word)) ?? '';

  it('says when a look could have known, of metrics once their labels have matured', () => {
    const onlyMetrics = withLast(watchFixture({ story: 'worse' }), 12, (window) => ({
      ...window,
      series: window.series.filter(({ kind }) => kind === 'metric'),
    }));
    const delays = { settle: 0, delay: 30 * 86_400_000 };
    const metrics = backtestLines(replayAlarms(onlyMetrics.windows, rule), { ...facts, ...delays });
    expect(lineOf(metrics, 'RINGS')).toMatch(/^ {2}17 Nov .*RINGS: roc_auc.* \(known from 18 Dec\)$/);
    const settled = { settle: 6 * 3_600_000, delay: 0 };
    const drift = backtestLines(replayAlarms(watchFixture().windows, rule), { ...facts, ...settled });
    expect(lineOf(drift, 'RINGS')).toMatch(/^ {2}17 Nov .*RINGS: income, source \(known from 18 Nov 06:00\)$/);
    const both = backtestLines(replayAlarms(watchFixture({ story: 'worse' }).windows, rule), { ...facts, ...delays });
    expect(lineOf(both, 'RINGS')).toMatch(/\(income.* known from 18 Nov; roc_auc.* known from 18 Dec\)$/);
  });

  it('says that older windows are left out', () => {
    const replay = replayAlarms(watchFixture().windows, rule);
    const text = backtestLines(replay, { ...facts, settle: 0, delay: 0, atHand: 312 });
    expect(text).toMatch(/^churn: 1 alarm in the newest 12 of 312 days/);
  });
});

describe('rows without a time', () => {
  const files = watchGoldens.find(({ name }) => name === 'm-files')?.watch ?? watchFixture();

  it('have no number of false alarms', () => {
    const replay = replayAlarms(files.windows, rule);
    const backtest = { model: 'churn', rule, expected: 0.61, now: watchContext.now, settle: 0, delay: 0 };
    const texts = [
      renderIssue(files, watchContext).body,
      watchLines(files, rule),
      renderWatchPage(files, watchContext),
      backtestLines(replay, backtest),
    ];
    for (const text of texts) {
      expect(text).toContain('not known');
      expect(text).toContain('rows have no time');
      expect(text).not.toContain('at most about');
    }
  });
});
