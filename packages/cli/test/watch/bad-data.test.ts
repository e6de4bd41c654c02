import { UserError } from '@weighbridge/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, header, type WatchTrial, watchTrial } from './trial.ts';

const looks = '2026-11-06T06:00:00Z';
const monitor =
  '{ current: live.csv, time: at, min-n: 50, alarm: 2 of 3, labels: { path: labels.csv, join: customer, delay: 1d } }';

let trial: WatchTrial;
beforeAll(async () => {
  trial = await watchTrial(monitor);
}, 60_000);
afterAll(() => trial.close());

const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'].map((day, index) =>
  dayOf(day, { rows: 200, seed: index + 5 }),
);
const live = days.flatMap(({ csv }) => csv);
const labels = days.flatMap((day) => day.labels);

const look = async (rows: readonly string[], known: readonly string[], at = looks) => {
  trial.texts.clear();
  trial.write('live.csv', [header, ...rows, ''].join('\n'));
  trial.write('labels.csv', ['customer,y', ...known, ''].join('\n'));
  return trial.look(at, {}, { issue: false });
};
const labelsOf = ({ watch }: Awaited<ReturnType<typeof look>>) =>
  watch.windows.map((window) => [window.id.slice(0, 10), window.labels]);

describe('labels as they come', () => {
  test('labels count from their day on, and not before', async () => {
    const seen = await look(live, labels, '2026-11-05T00:30:00Z');
    expect(labelsOf(seen)).toEqual([
      ['2026-11-01', { matured: true, labelled: 200, missing: 0, duplicated: 0, contradictory: 0 }],
      ['2026-11-02', { matured: true, labelled: 200, missing: 0, duplicated: 0, contradictory: 0 }],
      ['2026-11-03', { matured: true, labelled: 200, missing: 0, duplicated: 0, contradictory: 0 }],
      ['2026-11-04', { matured: false, labelled: 0, missing: 0, duplicated: 0, contradictory: 0 }],
    ]);
  });

  test('missing, repeated and contradicting labels are counted and judge nothing wrongly', async () => {
    const [first = '', second = ''] = labels;
    const opposite = second.endsWith('1') ? second.replace(/1$/, '0') : second.replace(/0$/, '1');
    const seen = await look(
      live,
      [first, ...labels, opposite].filter((line) => !line.startsWith('2026-11-01-7,')),
    );
    expect(seen.watch.windows[0]?.labels).toEqual({
      matured: true,
      labelled: 198,
      missing: 1,
      duplicated: 1,
      contradictory: 1,
    });
  });

  test('labels that come later than they should are taken in at the next look', async () => {
    trial.texts.clear();
    await look(live, []);
    trial.write('labels.csv', ['customer,y', ...labels, ''].join('\n'));
    const { watch } = await trial.look('2026-11-06T07:00:00Z', {}, { issue: false });
    expect(watch.windows.slice(-3).map((window) => window.labels?.labelled)).toEqual([200, 200, undefined]);
  });
});

describe('rows as production has them', () => {
  test('days without a row are empty windows, small ones are not judged, and neither rings', async () => {
    const seen = await look([...live.slice(0, 400), ...live.slice(600, 620)], labels);
    expect(seen.watch.windows.map(({ rows, outcome }) => [rows, outcome])).toEqual([
      [200, 'judged'],
      [200, 'judged'],
      [0, 'empty'],
      [20, 'too few'],
      [0, 'empty'],
    ]);
    expect([seen.outputs['outcome'], seen.watch.phase]).toEqual(['no data', 'quiet']);
  });

  test('rows of the future, and rows without a time, are left out and said', async () => {
    const future = dayOf('2027-01-01', { rows: 80 }).csv;
    const without = dayOf('', { rows: 3 }).csv.map((line) => line.replace(/^[^,]*/, ''));
    const context = await trial.context();
    trial.texts.clear();
    trial.write('live.csv', [header, ...live, ...future, ...without, ''].join('\n'));
    trial.write('labels.csv', ['customer,y', ...labels, ''].join('\n'));
    const { watch } = await trial.look(looks, { log: context.log }, { issue: false });
    expect(watch.windows.map(({ rows }) => rows)).toEqual([200, 200, 200, 200, 0]);
    expect(context.said.filter((line) => line.startsWith('warning'))).toEqual([
      'warning: monitor: 3 rows have no `at` and are in no window',
      'warning: monitor: 80 rows are from the future and are in no window',
    ]);
  });
});

describe('what cannot be judged', () => {
  test('no row at all is no data, and no alarm', async () => {
    expect((await look([], [])).outputs).toMatchObject({ outcome: 'no data' });
  });

  test('a column that production does not log is said, and the others are judged', async () => {
    trial.texts.clear();
    const cut = live.map((line) =>
      line
        .split(',')
        .filter((_, index) => index !== 2)
        .join(','),
    );
    trial.write('live.csv', ['at,customer,source,s', ...cut, ''].join('\n'));
    const { watch } = await trial.look(looks, {}, { issue: false });
    const judged = watch.windows[0]?.series.map(({ name, outcome }) => [name, outcome]);
    expect(judged).toContainEqual(['income', 'not in both']);
    expect(judged).toContainEqual(['source', 'judged']);
  });

  test('a time column that is not there names those that are', async () => {
    trial.texts.clear();
    trial.write('live.csv', ['when,customer,income,source,s', ...live, ''].join('\n'));
    const looked = trial.look(looks, {}, { issue: false });
    await expect(looked).rejects.toThrow(UserError);
    await expect(looked).rejects.toThrow('live.csv has no column `at`. It has: when, customer, income, source, s.');
  });
});
