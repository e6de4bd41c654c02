import type { ServableVersion, Serving } from '@weighbridge/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** HAProxy, real or fake, with a healthy backend `churn` of `blue` (weight 100) and `green` (weight 0). */
export interface HaproxyUnderTest {
  /** The adapter as another job makes it: what it knows is what the memory holds. */
  serving(): Serving;
  /** One command on the runtime socket. */
  ask(command: string): Promise<string>;
  /** Lets the memory lose what is written from now on, as a job does that is killed before it could write. */
  loseWrites(isLost: boolean): void;
  /** Whether the health check of green passes from now on. */
  setHealthy(isHealthy: boolean): void;
  /** Versions that the command `start` put on servers: `green v2`. */
  started(): readonly string[];
  close(): Promise<void>;
}

const version = (name: string): ServableVersion => ({
  version: name,
  model: `sha256:${name.slice(1).repeat(64)}`,
  path: '/models/churn.joblib',
});
const [v2, v3] = [version('v2'), version('v3')];

/** What a rollout needs of HAProxy, whichever answers. Run over the fake, and over the real one. */
export function haproxyContract(name: string, make: () => Promise<HaproxyUnderTest>): void {
  describe(`${name} is a serving system:`, () => {
    let under: HaproxyUnderTest | undefined;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under?.close());
    const use = (): HaproxyUnderTest => {
      if (!under) throw new Error('no test has begun');
      return under;
    };
    itMovesTraffic(use);
    itIsIdempotent(use);
    itRefuses(use);
  });
}

type Use = () => HaproxyUnderTest;

async function weightsOf({ ask }: HaproxyUnderTest): Promise<readonly string[]> {
  const lines = (await ask('show servers state churn')).split('\n').filter((line) => / churn /.test(line));
  return lines.map((line) => line.split(' ')).map((words) => `${words[3]} ${words[7]}`);
}

function itMovesTraffic(use: Use): void {
  it('starts beside the stable side, moves, and changes places', async () => {
    await use().serving().start(v2, 1);
    expect(await use().serving().state()).toEqual({
      stable: { version: '', instance: 'blue', healthy: true },
      canary: { version: 'v2', instance: 'green', healthy: true },
      weight: 0,
    });
    await use().serving().setWeight(5, 1);
    expect(await weightsOf(use())).toEqual(['blue 95', 'green 5']);
    await use().serving().setWeight(100, 1);
    await use().serving().promote(1);
    await use().serving().start(v3, 2);
    await use().serving().setWeight(25, 2);
    expect(await use().serving().state()).toEqual({
      stable: { version: 'v2', instance: 'green', healthy: true },
      canary: { version: 'v3', instance: 'blue', healthy: true },
      weight: 25,
    });
    expect(use().started()).toEqual(['green v2', 'blue v3']);
  });

  it('gives everything back and takes the canary away', async () => {
    await use().serving().start(v2, 1);
    await use().serving().setWeight(50, 1);
    await use().serving().abort(1);
    expect(await weightsOf(use())).toEqual(['blue 100', 'green 0']);
    expect(await use().ask('show servers state churn')).toMatch(/ green 127\.0\.0\.1 \d 1 /);
    expect(await use().serving().state()).toMatchObject({ stable: { instance: 'blue' }, canary: undefined, weight: 0 });
  });
}

function itIsIdempotent(use: Use): void {
  it('starts a candidate once, and again after a start that did not end', async () => {
    use().setHealthy(false);
    await expect(use().serving().start(v2, 1)).rejects.toMatchObject({ code: 'WB6172' });
    use().setHealthy(true);
    // Its check may pass by now; whether all of the start was done, nobody knows.
    expect((await use().serving().state()).canary).toMatchObject({ version: 'v2', healthy: false });
    await use().serving().start(v2, 1);
    await use().serving().setWeight(5, 1);
    await use().serving().start(v2, 1);
    expect(use().started()).toEqual(['green v2', 'green v2']);
    expect(await use().serving().state()).toMatchObject({ weight: 5 });
  });

  it('ends a promotion that was killed before it was written down', async () => {
    await use().serving().start(v2, 1);
    use().loseWrites(true);
    await use().serving().promote(1);
    use().loseWrites(false);
    expect(await use().serving().state()).toMatchObject({ canary: { version: 'v2' }, weight: 100 });
    for (const _ of ['again', 'once more']) await use().serving().promote(1);
    expect(await use().serving().state()).toMatchObject({ stable: { version: 'v2' }, canary: undefined, weight: 0 });
    // The version that was replaced is no canary: an abort that comes late changes nothing, and leaves it up.
    await use().serving().abort(1);
    expect(await weightsOf(use())).toEqual(['blue 0', 'green 100']);
    expect(await use().ask('show servers state churn')).toMatch(/ blue 127\.0\.0\.1 \d 0 /);
  });

  it('ends an abort that was killed before it was written down', async () => {
    await use().serving().start(v2, 1);
    await use().serving().setWeight(50, 1);
    use().loseWrites(true);
    await use().serving().abort(1);
    use().loseWrites(false);
    expect(await use().serving().state()).toMatchObject({ canary: { version: 'v2', healthy: false }, weight: 0 });
    for (const _ of ['again', 'once more']) await use().serving().abort(1);
    expect(await use().serving().state()).toMatchObject({ stable: { instance: 'blue' }, canary: undefined });
  });
}

function itRefuses(use: Use): void {
  it('lets in nobody with a smaller fence, and changes nothing for it', async () => {
    await use().serving().start(v2, 4);
    await use().serving().setWeight(25, 5);
    for (const call of [
      (serving: Serving) => serving.setWeight(50, 4),
      (serving: Serving) => serving.promote(4),
      (serving: Serving) => serving.abort(4),
      (serving: Serving) => serving.start(v3, 4),
    ])
      await expect(call(use().serving())).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6103' });
    expect(await weightsOf(use())).toEqual(['blue 75', 'green 25']);
  });

  it('gives no request to what was not started, and none after an abort', async () => {
    await expect(use().serving().setWeight(5, 1)).rejects.toMatchObject({ code: 'WB6175' });
    await use().serving().start(v2, 1);
    await use().serving().abort(1);
    await expect(use().serving().setWeight(5, 1)).rejects.toMatchObject({ code: 'WB6175' });
    await use().serving().promote(1);
    expect(await weightsOf(use())).toEqual(['blue 100', 'green 0']);
  });

  it('has no weights for less than 1 of 257, and cannot mirror', async () => {
    await use().serving().start(v2, 1);
    await expect(use().serving().setWeight(0.1, 1)).rejects.toMatchObject({ name: 'UserError', code: 'WB6136' });
    await expect(use().serving().setMirror(5, 1)).rejects.toMatchObject({ code: 'WB6108' });
    expect(use().serving().capabilities).toEqual({ mirror: false, fencing: true });
  });
}
