import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, header, type WatchTrial, watchTrial } from './trial.ts';

const drifted = ['2026-11-01', '2026-11-02', '2026-11-03'].map((day, seed) =>
  dayOf(day, { rows: 150, shift: 25, seed }),
);
const rows = drifted.flatMap(({ csv }) => csv);
const labels = drifted.flatMap((day) => day.labels);

describe('an alarm lasts while nobody has seen the end of it', () => {
  let trial: WatchTrial;
  beforeAll(async () => {
    trial = await watchTrial(
      '{ current: live.csv, time: at, min-n: 50, alarm: 2 of 3, labels: { path: labels.csv, join: customer, delay: 1d } }',
    );
  }, 60_000);
  afterAll(() => trial.close());

  const ringing = async () => {
    trial.texts.clear();
    trial.write('live.csv', [header, ...rows, ''].join('\n'));
    trial.write('labels.csv', ['customer,y', ...labels, ''].join('\n'));
    return trial.look('2026-11-04T06:00:00Z', {}, { issue: false });
  };

  test('where production shows no row any more', async () => {
    expect((await ringing()).outputs['outcome']).toBe('alarm');
    trial.write('live.csv', `${header}\n`);
    const after = await trial.look('2026-11-06T06:00:00Z', {}, { issue: false, fail: true });
    expect([after.exit, after.outputs['outcome'], after.outputs['alarms']]).toEqual([1, 'alarm', 'income']);
    expect(after.watch.lookedAt).toBe('2026-11-06T06:00:00.000Z');
    expect(after.watch.windows.map(({ outcome }) => outcome)).toEqual(['judged', 'judged', 'judged', 'empty', 'empty']);
  });

  test('and drift is seen where labels cannot be read, which is an error all the same', async () => {
    await ringing();
    trial.texts.clear();
    trial.write('labels.csv', 'customer,y\n"never closed,1\n');
    await expect(trial.look('2026-11-04T06:00:00Z', {}, { issue: false })).rejects.toThrow('quoted field');
    expect([...trial.texts.values()].some((text) => text.includes('"phase":"alarm"'))).toBe(true);
  });
});

test('a column that nobody has is a mistake in the policy', async () => {
  const trial = await watchTrial('{ current: live.csv, time: at, columns: [incme] }');
  try {
    trial.write('live.csv', [header, ...rows, ''].join('\n'));
    await expect(trial.look('2026-11-04T06:00:00Z')).rejects.toThrow('Did you mean `income`?');
  } finally {
    await trial.close();
  }
}, 60_000);
