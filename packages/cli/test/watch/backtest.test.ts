import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, header, type WatchTrial, watchTrial } from './trial.ts';

const monitor = '{ current: live.csv, time: at, window: 1h, settle: 30m, min-n: 50, alarm: 2 of 3 }';

let trial: WatchTrial;
beforeAll(async () => {
  trial = await watchTrial(monitor);
}, 60_000);
afterAll(() => trial.close());

describe('a look back', () => {
  test('says how much of the past it leaves out, and when an alarm could have been known', async () => {
    const old = dayOf('2026-10-25', { rows: 1 });
    const shifted = dayOf('2026-11-05', { rows: 2400, shift: 30 });
    trial.write('live.csv', [header, ...old.csv, ...shifted.csv, ''].join('\n'));
    const result = await trial.look('2026-11-06T00:30:00Z', {}, { backtest: true, issue: false });
    const lines = result.text.split('\n');
    expect(lines[0]).toMatch(/^churn: 1 alarm in the newest 200 of 288 hours/);
    expect(lines.filter((line) => line.includes('RINGS'))).toEqual([
      expect.stringMatching(/^ {2}5 Nov 01:00 .* RINGS: income.* \(known from 5 Nov 02:30\)$/),
    ]);
    expect(trial.texts.size).toBe(0);
  }, 60_000);
});
