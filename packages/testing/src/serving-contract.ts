import type { ServableVersion, Serving, ServingState } from '@weighbridge/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** One serving system under test. */
export interface ServingUnderTest {
  /** A handle on it; each call gives another driver. */
  open(): Serving;
  /** A version with its bytes on this machine. */
  version(name: string): ServableVersion;
  /** Asks it once, and gives the name of the version that answered. */
  ask(): Promise<string>;
  /** Kills what serves the canary; only of a `killable` one. */
  killCanary?(): Promise<void>;
  close(): Promise<void>;
}

export interface ServingContractOptions {
  /** It remembers the largest fencing number. */
  readonly fencing: boolean;
  /** Its canary can be killed. */
  readonly killable: boolean;
}

/** Requests of one look at the shares. */
const asks = 300;
let under: ServingUnderTest;

/** What every serving system does with two versions (DESIGN §11). Run it over each adapter. */
export function servingContract(
  name: string,
  { fencing, killable }: ServingContractOptions,
  make: () => Promise<ServingUnderTest>,
): void {
  describe(`${name} keeps the contract of a serving system:`, () => {
    beforeEach(async () => {
      under = await make();
      await bring('v1', 1);
    });
    afterEach(async () => under.close());
    moves();
    repeats();
    if (fencing) fences();
    if (killable) survives();
    it('says whether it fences', () => expect(under.open().capabilities.fencing).toBe(fencing));
  });
}

/** Makes a version the stable one, by the way that every version goes. */
async function bring(version: string, fence: number): Promise<void> {
  const serving = under.open();
  await serving.start(under.version(version), fence);
  await serving.setWeight(100, fence);
  await serving.promote(fence);
}

/** How many of the requests each version answered. */
async function shares(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (let left = asks; left > 0; left -= 1) {
    const version = await under.ask();
    found[version] = (found[version] ?? 0) + 1;
  }
  return found;
}

/** What is told of a state, without health. */
async function seen(): Promise<readonly [stable: string | undefined, canary: string | undefined, weight: number]> {
  const { stable, canary, weight }: ServingState = await under.open().state();
  return [stable?.version, canary?.version, weight];
}

function moves(): void {
  it('starts a candidate that gets no request', async () => {
    const { canary } = await stateAfterStart();
    expect(canary?.healthy).not.toBe(false);
    expect(await seen()).toEqual(['v1', 'v2', 0]);
    expect(await shares()).toEqual({ v1: asks });
  });

  it('gives the canary its share, and takes it back', async () => {
    await stateAfterStart();
    await under.open().setWeight(30, 1);
    expect(await seen()).toEqual(['v1', 'v2', 30]);
    // Four standard deviations of a binomial of 300 at 0.3, also for what counts in turns.
    const { v2 = 0 } = await shares();
    expect(Math.abs(v2 - 90)).toBeLessThanOrEqual(32);
    await under.open().setWeight(0, 1);
    expect(await shares()).toEqual({ v1: asks });
  });

  it('makes the canary the stable side, and the next one after it', async () => {
    for (const version of ['v2', 'v3']) {
      await bring(version, 1);
      expect(await seen()).toEqual([version, undefined, 0]);
      expect(await shares()).toEqual({ [version]: asks });
    }
  });

  it('gives everything to the stable side when it aborts, and can begin anew', async () => {
    await stateAfterStart();
    await under.open().setWeight(50, 1);
    await under.open().abort(1);
    expect(await seen()).toEqual(['v1', undefined, 0]);
    expect(await shares()).toEqual({ v1: asks });
    await bring('v3', 1);
    expect(await shares()).toEqual({ v3: asks });
  });

  it('says that it cannot mirror, or does', async () => {
    const serving = under.open();
    await stateAfterStart();
    const mirrored = serving.setMirror(100, 1);
    if (serving.capabilities.mirror) await expect(mirrored).resolves.toBeUndefined();
    else await expect(mirrored).rejects.toMatchObject({ name: 'ServiceError' });
    expect(await shares()).toEqual({ v1: asks });
  });
}

async function stateAfterStart(): Promise<ServingState> {
  await under.open().start(under.version('v2'), 1);
  return under.open().state();
}

function repeats(): void {
  it('starts a candidate once, whatever traffic it has by now', async () => {
    const first = await under.open().start(under.version('v2'), 1);
    await under.open().setWeight(40, 1);
    const again = await under.open().start(under.version('v2'), 1);
    expect(again).toEqual(first);
    expect(await seen()).toEqual(['v1', 'v2', 40]);
  });

  it('does nothing twice', async () => {
    await stateAfterStart();
    for (const _ of ['first', 'again']) await under.open().setWeight(20, 1);
    expect(await seen()).toEqual(['v1', 'v2', 20]);
    for (const _ of ['first', 'again']) await under.open().promote(1);
    expect(await seen()).toEqual(['v2', undefined, 0]);
    for (const _ of ['first', 'again']) await under.open().abort(1);
    expect(await seen()).toEqual(['v2', undefined, 0]);
  });
}

function fences(): void {
  it('refuses whoever lost the lease, and changes nothing for it', async () => {
    const late = under.open();
    await late.start(under.version('v2'), 4);
    await under.open().setWeight(25, 5);
    const refused = { name: 'ServiceError', code: 'WB6103' };
    await expect(late.start(under.version('v3'), 4)).rejects.toMatchObject(refused);
    await expect(late.setWeight(50, 4)).rejects.toMatchObject(refused);
    await expect(late.promote(4)).rejects.toMatchObject(refused);
    await expect(late.abort(4)).rejects.toMatchObject(refused);
    if (late.capabilities.mirror) await expect(late.setMirror(50, 4)).rejects.toMatchObject(refused);
    expect(await seen()).toEqual(['v1', 'v2', 25]);
    await under.open().setWeight(30, 5);
    expect(await seen()).toEqual(['v1', 'v2', 30]);
  });
}

function survives(): void {
  it('goes on with the stable side when the canary is killed, and says so', async () => {
    await stateAfterStart();
    await under.open().setWeight(50, 1);
    await under.killCanary?.();
    expect((await under.open().state()).canary).toEqual({ version: 'v2', healthy: false });
    expect(await shares()).toEqual({ v1: asks });
    await under.open().abort(1);
    expect(await seen()).toEqual(['v1', undefined, 0]);
  });
}
