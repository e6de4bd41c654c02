import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, header, type WatchTrial, watchTrial } from './trial.ts';

const monitor =
  '{ current: live.csv, time: at, min-n: 50, alarm: 2 of 3, labels: { path: labels.csv, join: customer, delay: 2d } }';

let trial: WatchTrial;
beforeAll(async () => {
  trial = await watchTrial(monitor);
}, 60_000);
afterAll(() => trial.close());

const days = ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'].map((day, index) =>
  dayOf(day, { rows: 240, seed: index + 5 }),
);
const live = days.flatMap(({ csv }) => csv);
const labels = days.flatMap((day) => day.labels);

const look = async (rows: readonly string[], at: string, columns = header) => {
  trial.write('live.csv', [columns, ...rows, ''].join('\n'));
  trial.write('labels.csv', ['customer,y', ...labels, ''].join('\n'));
  return (await trial.look(at, {}, { issue: false })).watch;
};
const of = (watch: Awaited<ReturnType<typeof look>>, day: string) => watch.windows.find(({ id }) => id.startsWith(day));

describe('a window that was judged before', () => {
  test('whose first rows were deleted keeps what was found in all of them, and has its labels judged', async () => {
    trial.texts.clear();
    const before = of(await look(live, '2026-11-05T00:30:00Z'), '2026-11-04');
    expect(before?.labels?.matured).toBe(false);
    const left = days[3]?.csv.filter((line) => line.slice(11, 13) >= '10') ?? [];
    const now = of(await look(left, '2026-11-07T00:30:00Z'), '2026-11-04');
    expect([now?.rows, now?.labels]).toMatchObject([240, { matured: true, labelled: left.length, missing: 0 }]);
    const data = (window: typeof now) => window?.series.filter(({ kind }) => kind !== 'metric');
    expect(data(now)).toEqual(data(before));
    expect(now?.series.find(({ kind }) => kind === 'metric')).toMatchObject({ outcome: 'judged', n: left.length });
  });

  test('whose rows were loaded twice is judged anew when that is put right', async () => {
    trial.texts.clear();
    const doubled = [...live, ...(days[2]?.csv ?? [])];
    expect(of(await look(doubled, '2026-11-05T00:30:00Z'), '2026-11-03')?.rows).toBe(480);
    expect(of(await look(live, '2026-11-05T01:30:00Z'), '2026-11-03')?.rows).toBe(240);
  });
});

test('a column that production does not send any more rings, and is told as gone', async () => {
  trial.texts.clear();
  const cut = live.map((line) => line.split(',').toSpliced(2, 1).join(','));
  const watch = await look(cut, '2026-11-05T00:30:00Z', 'at,customer,source,s');
  expect([watch.phase, watch.alarms]).toMatchObject(['alarm', [{ name: 'income', flagged: 3, of: 3 }]]);
});

test('beside a file as reference the champion counts: what was judged against another one is judged again', async () => {
  trial.texts.clear();
  const other = await watchTrial(monitor.replace('time: at', 'time: at, reference: train.csv'));
  const digests: string[] = [];
  try {
    other.write('live.csv', [header, ...live, ''].join('\n'));
    other.write('labels.csv', ['customer,y', ...labels, ''].join('\n'));
    const looked = () => other.look('2026-11-07T00:30:00Z', {}, { issue: false });
    digests.push((await looked()).watch.reference.digest);
    const ledger = (await other.context()).ledger;
    const [entry] = (await ledger?.entries('churn')) ?? [];
    if (!entry?.record.evaluation) throw new Error('no champion');
    const { evaluation } = entry.record;
    await ledger?.append({ ...entry.record, evaluation: { ...evaluation, threshold: 0.6 } });
    const { watch } = await looked();
    digests.push(watch.reference.digest, ...watch.windows.map(({ reference }) => reference));
  } finally {
    await other.close();
  }
  expect(new Set(digests).size).toBe(2);
}, 60_000);
