import { makeNotify } from '@weighbridge/notify';
import { startServer } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dayOf, header, type WatchTrial, watchTrial } from './trial.ts';

const days = (from: number, count: number, shift: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    dayOf(`2026-11-${String(from + index).padStart(2, '0')}`, { rows: 150, shift, seed: from + index }),
  ).flatMap(({ csv }) => csv);

describe('who is told', () => {
  let trial: WatchTrial;
  let server: Awaited<ReturnType<typeof startServer>>;
  const heard: { kind: string; title: string }[] = [];
  let answer = 200;
  beforeAll(async () => {
    server = await startServer({
      routes: {
        'POST /hook': ({ bytes }) => {
          if (answer === 200) heard.push(JSON.parse(bytes.toString()));
          return { status: answer, body: {} };
        },
      },
    });
    trial = await watchTrial(
      '{ current: live.csv, time: at, min-n: 50, alarm: 2 of 3, close-after: 2, notify: [{ to: webhook, url-from: HOOK }, { to: openmetrics, file: .weighbridge/watch.prom }] }',
    );
  }, 60_000);
  afterAll(async () => {
    await trial.close();
    await server.close();
  });

  const look = async (rows: readonly string[], at: string) => {
    trial.write('live.csv', [header, ...rows, ''].join('\n'));
    const notify = makeNotify({
      env: { HOOK: `${server.url}/hook` },
      root: trial.git.root,
      patience: { tries: 1, pause: 1, timeout: 5000 },
    });
    return (await trial.look(at, { notify }, { issue: false })).outputs['outcome'];
  };

  test('each change of state once; what failed is told at the next look, and changes no outcome', async () => {
    const [quiet, drifted, recovered] = [days(1, 4, 0), days(5, 3, 25), days(8, 4, 0)];
    expect(await look(quiet, '2026-11-05T06:00:00Z')).toBe('quiet');
    answer = 503;
    expect(await look([...quiet, ...drifted], '2026-11-08T06:00:00Z')).toBe('alarm');
    expect(heard).toEqual([]);
    answer = 200;
    for (const hour of ['07', '08', '09'])
      expect(await look([...quiet, ...drifted], `2026-11-08T${hour}:00:00Z`)).toBe('alarm');
    expect(heard).toEqual([expect.objectContaining({ kind: 'opened', model: 'churn' })]);
    expect(await look([...quiet, ...drifted, ...recovered], '2026-11-12T06:00:00Z')).toBe('quiet');
    expect(heard.map(({ kind }) => kind)).toEqual(['opened', 'recovered']);
  }, 60_000);
});
