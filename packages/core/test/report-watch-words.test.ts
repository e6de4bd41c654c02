import { decisionFixture, retrainingFixture, watchFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { htmlInk } from '../src/report/ink.ts';
import { backtestLines } from '../src/report/watch/backtest.ts';
import { renderIssue } from '../src/report/watch/issue.ts';
import { watchLines } from '../src/report/watch/lines.ts';
import { windowText } from '../src/report/watch/names.ts';
import { noticeOf } from '../src/report/watch/notice.ts';
import { samplesOf } from '../src/report/watch/samples.ts';
import { replayAlarms } from '../src/watch/alarm.ts';
import { watchContext } from './watch-goldens.ts';

const drift = watchFixture();
const retrained = {
  ...drift,
  decision: decisionFixture('retrain', drift.alarms),
  retrainings: [retrainingFixture({ compareUrl: 'https://github.com/acme/models/compare/main...weighbridge' })],
};

describe('a watch in lines', () => {
  it('fits a terminal', () => {
    expect(watchLines(retrained, watchContext.rule).split('\n')).toEqual([
      '⚠️ churn drifts in production; retraining has started',
      '2 of 14 columns are over the drift limit of 0.2, income most (PSI 0.34). roc_auc on labelled rows is within noise of v1.3.2.',
      '  income       PSI 0.34  at most 0.2        21 Nov, rings',
      '  source       PSI 0.27  at most 0.2        21 Nov, rings',
      '  roc_auc      0.727     drop at most 0.01  14 Nov',
      '  predictions  PSI 0.06  at most 0.2        21 Nov',
      '  over 250 ms  0.5%      at most 1%         21 Nov',
      '  errors       0.2%      at most 1%         21 Nov',
      '  tenure       PSI 0.08  at most 0.2        21 Nov',
      '  channel      PSI 0.04  at most 0.2        21 Nov',
      'alarms: income, source since 17 Nov, in 5 of the last 5 days. An alarm takes 3 of 5 days past a limit, beyond noise.',
      'windows: reference: data.train of v1.3.2 (81,204 rows, 2 Oct). Current: 21 Nov, 8,507 rows, the newest of 12 days.',
      'labels: of 14 Nov: 8,284 of 8,348 rows have one; 64 have not come, 12 came more than once and count once, 3 contradict each other and are left out. Those of 7 newer days are not due yet.',
      'decision: retrain: drift of income in 5 of 5 windows and source in 5 of 5 windows; last one 31 days ago, at least 7 days; 1 of at most 4 in 30 days; no other one open.',
      'follow: training run 4870 on weighbridge/retrain/churn-20261122, then open the pull request: the token of this job may not. Nothing is deployed without it.',
      'expected: at most about 0.61 false alarms a year',
    ]);
  });

  it('says of past windows when it would have rung', () => {
    const { windows } = watchFixture({ days: 9, since: 5 });
    const quiet = watchFixture({ days: 3, story: 'quiet' }).windows;
    const after = quiet.map((window, index) => ({ ...window, id: `2026-11-${22 + index}T00:00:00.000Z` }));
    const replay = replayAlarms([...windows, ...after], watchContext.rule);
    const facts = {
      model: 'churn',
      rule: watchContext.rule,
      expected: 0.61,
      now: watchContext.now,
      settle: 0,
      delay: 0,
    };
    expect(backtestLines(replay, facts).split('\n')).toEqual([
      expect.stringMatching(/^churn: 1 alarm in 12 days/),
      'rule: 3 of 5, ends after 3 days within the limits; at most about 0.61 false alarms a year',
      expect.stringMatching(/^ {2}13 Nov +8,\d{3} rows {2}quiet$/),
      expect.stringMatching(/^ {2}14 Nov .* quiet$/),
      expect.stringMatching(/^ {2}15 Nov .* quiet$/),
      expect.stringMatching(/^ {2}16 Nov .* quiet$/),
      expect.stringMatching(/^ {2}17 Nov .* past a limit: income, source$/),
      expect.stringMatching(/^ {2}18 Nov .* past a limit: income, source$/),
      expect.stringMatching(/^ {2}19 Nov .* RINGS: income, source \(known from 20 Nov\)$/),
      expect.stringMatching(/^ {2}20 Nov .* rings: income, source$/),
      expect.stringMatching(/^ {2}21 Nov .* rings: income, source$/),
      expect.stringMatching(/^ {2}22 Nov .* rings: income, source$/),
      expect.stringMatching(/^ {2}23 Nov .* rings: income, source$/),
      expect.stringMatching(/^ {2}24 Nov .* ends$/),
    ]);
  });
});

describe('a window', () => {
  it.each([
    ['2026-11-15', '2026-11-22', '15–21 Nov'],
    ['2026-10-30', '2026-11-06', '30 Oct – 5 Nov'],
    ['1997-09-25', '1997-10-02', '25 Sep – 1 Oct 1997'],
    ['1997-09-01', '1997-09-08', '1–7 Sep 1997'],
    ['2025-12-29', '2026-01-05', '29 Dec 2025 – 4 Jan'],
    ['2026-11-21', '2026-11-22', '21 Nov'],
  ])('from %s until %s is %s', (from, to, text) => {
    const [window] = drift.windows;
    if (!window) throw new Error('the fixture has windows');
    const times = { from: `${from}T00:00:00Z`, to: `${to}T00:00:00Z` };
    expect(windowText({ ...window, ...times }, drift.lookedAt, htmlInk())).toBe(text);
  });
});

describe('a watch for other systems', () => {
  it('is told to others without any markup, under a key that looks do not change', () => {
    const strange = watchFixture({ model: '*churn* <@U1>' });
    const notice = noticeOf(strange, 'opened', watchContext);
    expect(notice.title).toBe('*churn* <@U1> drifts in production: income, source (since 17 Nov)');
    expect(notice.text).toMatch(/^2 of 14 columns are over the drift limit of 0\.2, income most \(PSI 0\.34\)\./);
    expect(notice.facts).toContainEqual({ name: 'income', value: 'PSI 0.34, at most 0.2' });
    const later = noticeOf({ ...strange, lookedAt: '2026-11-22T18:00:00Z' }, 'opened', watchContext);
    expect(later.key).toBe(notice.key);
    expect(noticeOf({ ...strange, phase: 'quiet', alarms: [] }, 'recovered', watchContext).key).not.toBe(notice.key);
  });

  it('leads others to the issue and to what opens the change', () => {
    const issue = { number: 7, url: 'https://github.com/acme/models/issues/7' };
    const { links } = noticeOf({ ...retrained, issue }, 'opened', watchContext);
    expect(links.map(({ name }) => name)).toEqual(['Issue', 'Report', 'Open the pull request', 'Training run', 'Run']);
  });

  it('has one gauge of each kind for every series', () => {
    const samples = samplesOf(watchFixture({ story: 'worse' }));
    const of = (series: string, slice?: string) =>
      samples
        .filter(({ labels }) => labels['series'] === series && labels['slice'] === slice)
        .map(({ name, value }) => [name.replace('weighbridge_watch_', ''), Number(value.toFixed(4))]);
    expect(of('roc_auc')).toEqual([
      ['value', 0.6983],
      ['limit', 0.719],
      ['flagged', 1],
      ['rows', 8436],
      ['alarm', 1],
    ]);
    expect(of('recall', 'region=isles')).toEqual([['alarm', 0]]);
    expect(samples.at(-1)).toMatchObject({
      name: 'weighbridge_watch_last_look_timestamp_seconds',
      labels: { model: 'churn' },
      value: Date.parse('2026-11-22T06:00:00Z') / 1000,
    });
  });
});

describe('the issue where little fits', () => {
  it('keeps headline, reason, facts and links, and says what it leaves out', () => {
    const { body } = renderIssue(retrained, { ...watchContext, budget: 10, pageBytes: 84_000 });
    expect(body).toContain('### ⚠️ churn drifts in production; retraining has started');
    expect(body).toContain('income most (PSI 0.34).**');
    expect(body).toContain('[open the pull request](https://github.com/acme/models/compare/main...weighbridge)');
    expect(body).toContain('Shortened: the whole report has 84.0&nbsp;kB. [Open it](');
    expect(body).not.toContain('<details');
  });

  it('says in lines what cannot be folded', () => {
    const capabilities = { ...watchContext.capabilities, folds: false, changeWord: 'merge request' as const };
    const { body } = renderIssue(retrained, { ...watchContext, capabilities });
    expect(body).toContain('**Day by day**: income PSI 0.06 to 0.34, past its limit in 7 of 12 days');
    expect(body).toContain('[open the merge request](');
    expect(body).not.toMatch(/<details|pull request/);
  });
});
