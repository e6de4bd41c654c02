import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startLoad } from './load.ts';
import { type Trial, trial } from './trial.ts';

let t: Trial;
beforeEach(async () => {
  t = trial();
  await t.bring('v1');
});
afterEach(async () => t.close());

const driver = join(import.meta.dirname, 'driver.ts');

/** Runs a driver; SIGKILL comes `delay` milliseconds after it has written the state for the `writes`th time. */
async function drive(version: string, end: 'promote' | 'abort', killed?: { writes: number; delay: number }) {
  const from = t.state().revision;
  const child = spawn(process.execPath, [driver, t.root, version, end], { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  if (killed) {
    while (child.exitCode === null && t.state().revision < from + killed.writes) await sleep(1);
    await sleep(killed.delay);
    child.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  return { code, signal };
}

describe('the target process, when its driver is killed', () => {
  /** After so many writes of the state: the canary, three changes of traffic, its end, and who was stopped. */
  const cases = [
    { end: 'promote', points: [1, 2, 3, 4, 5, 6] },
    { end: 'abort', points: [2, 5] },
  ] as const;

  it.each(cases)(
    'goes on after any step to $end, and no request fails',
    async ({ end, points }) => {
      const load = startLoad(t);
      let champion = 'v1';
      let kills = 0;
      for (const [index, point] of points.entries()) {
        const version = `v${index + 2}`;
        if ((await drive(version, end, { writes: point, delay: point % 2 === 0 ? 0 : 10 })).signal === 'SIGKILL')
          kills += 1;
        expect((await t.open().state()).stable?.healthy).toBe(true);
        expect(await drive(version, end)).toEqual({ code: 0, signal: null });
        if (end === 'promote') champion = version;
        expect(await t.open().state()).toMatchObject({ stable: { version: champion, healthy: true }, weight: 0 });
        expect(t.state()).toMatchObject({ leaving: [], mirror: 0 });
        expect(t.running()).toEqual([champion]);
      }
      const { asked, failed } = await load.stop();
      expect(failed).toEqual([]);
      expect(asked).toBeGreaterThan(100);
      // The last points may come after the end of a rollout.
      expect(kills).toBeGreaterThanOrEqual(points.length - 2);
    },
    240_000,
  );

  it('does not start what a killed driver only meant to start', async () => {
    await drive('v2', 'promote', { writes: 1, delay: 0 });
    await t.open().abort(1);
    await sleep(300);
    expect(t.running()).toEqual(['v1']);
  });
});

describe('the target process, when a part of it is killed', () => {
  it('answers everything when it is the challenger, and counts that for it', async () => {
    await t.open().start(t.version('v2', { delay: 20 }), 1);
    await t.open().setWeight(50, 1);
    const load = startLoad(t, 8);
    await sleep(300);
    await t.kill(t.state().canary?.id);
    await sleep(300);
    const { failed, versions } = await load.stop();
    expect(failed).toEqual([]);
    expect(Object.keys(versions).sort()).toEqual(['v1', 'v2']);
    const counted: unknown = await (await fetch(`${t.open().addresses()?.metrics}/counters.json`)).json();
    expect(counted).toMatchObject({ v1: { errors: 0 }, v2: { errors: expect.any(Number) } });
    await expect(t.open().promote(1)).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6116' });
    expect((await t.open().state()).stable).toEqual({ version: 'v1', healthy: true });
  });

  it('serves on when it is the proxy, which the next call starts again at the same place', async () => {
    await t.open().start(t.version('v2'), 1);
    await t.open().setWeight(100, 1);
    const before = t.open().addresses();
    const champion = t.state().stable?.port;
    await t.kill(t.state().proxy?.id);
    expect((await t.ask()).code).toBeUndefined();
    expect((await fetch(`http://127.0.0.1:${champion}/predict`, { method: 'POST', body: '{}' })).status).toBe(200);
    expect(await t.open().state()).toMatchObject({ weight: 100, address: before?.requests });
    expect(t.open().addresses()).toEqual(before);
    expect(await t.ask()).toEqual({ code: 200, version: 'v2' });
  });

  it('says so when it is the champion, and starts it again with the next change', async () => {
    await t.kill(t.state().stable?.id);
    expect((await t.open().state()).stable).toEqual({ version: 'v1', healthy: false });
    await t.open().setWeight(0, 1);
    expect((await t.open().state()).stable).toEqual({ version: 'v1', healthy: true });
    expect(t.said).toContain('v1 was gone and is started again');
    expect(await t.ask()).toEqual({ code: 200, version: 'v1' });
  });

  it('goes on when everything was killed, as by a restart of the machine', async () => {
    await t.open().start(t.version('v2'), 1);
    await t.open().setWeight(20, 1);
    for (const part of [t.state().stable, t.state().canary, t.state().proxy]) await t.kill(part?.id);
    await t.open().abort(1);
    expect(await t.open().state()).toMatchObject({ stable: { version: 'v1', healthy: true }, weight: 0 });
    expect(await t.ask()).toEqual({ code: 200, version: 'v1' });
  });
});
