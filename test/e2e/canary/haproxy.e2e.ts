import { statSync } from 'node:fs';
import path from 'node:path';
import type { Serving } from '@weighbridge/core';
import { haproxyContract } from '@weighbridge/testing/haproxy-contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Stand, startStand, version } from './stand.ts';

let stand: Stand;

const v2 = version('v2', '2');
const v3 = version('v3', '3');

/** Half the width of the 99.9 % interval of a share of n requests. */
function tolerance(percent: number, n: number): number {
  const share = percent / 100;
  return 3.2905 * Math.sqrt((share * (1 - share)) / n);
}

async function expectShare(percent: number, requests = 4000): Promise<number> {
  const { blue, green, statuses } = await stand.send(requests);
  expect(statuses).toEqual({ 200: requests });
  expect(blue + green).toBe(requests);
  const share = green / requests;
  expect(Math.abs(share - percent / 100)).toBeLessThanOrEqual(tolerance(percent, requests));
  return share;
}

haproxyContract('haproxyServing with a real HAProxy', async () => {
  const own = await startStand();
  return {
    serving: () => own.serving(),
    ask: (command) => own.haproxy.ask(command),
    loseWrites: (isLost) => Object.assign(own.memory, { losesWrites: isLost }),
    setHealthy: (isHealthy) => own.green.setHealthy(isHealthy),
    started: () => own.started(),
    close: () => own.close(),
  };
});

function useStand(): void {
  beforeEach(async () => {
    stand = await startStand();
  });
  afterEach(() => stand.close());
}

describe('HAProxy with the configuration of the page', () => {
  useStand();
  it('gives a canary the share of the requests that each step plans, and promotes it', async () => {
    const before = await stand.serving().state();
    expect(before).toEqual({
      stable: { version: '', instance: 'blue', healthy: true },
      canary: undefined,
      weight: 0,
    });
    const { address } = await stand.serving().start(v2, 1);
    expect(address).toBe(`http://${stand.green.target}`);
    expect(stand.started()).toEqual(['green v2']);
    await expectShare(0);
    const shares: Record<number, number> = {};
    for (const percent of [0.5, 5, 25, 50, 100]) {
      await stand.serving().setWeight(percent, 1);
      shares[percent] = await expectShare(percent);
      const { weight } = await stand.serving().state();
      expect(weight).toBeCloseTo(percent, 6);
    }
    console.log('observed shares', JSON.stringify(shares));
    await stand.serving().promote(1);
    await stand.serving().promote(1);
    expect(await stand.serving().state()).toEqual({
      stable: { version: 'v2', instance: 'green', healthy: true },
      canary: undefined,
      weight: 0,
    });
  });

  it('lets the two servers change places', async () => {
    await stand.serving().start(v2, 1);
    await stand.serving().setWeight(100, 1);
    await stand.serving().promote(1);
    await stand.serving().start(v3, 2);
    await stand.serving().setWeight(25, 2);
    expect(await stand.serving().state()).toMatchObject({
      stable: { version: 'v2', instance: 'green' },
      canary: { version: 'v3', instance: 'blue', healthy: true },
      weight: 25,
    });
    await expectShare(75);
  });

  it('has both weights at 0 at no moment: nobody is refused while they change', async () => {
    await stand.serving().start(v2, 1);
    const asked = stand.send(6000);
    for (const percent of [5, 100, 0, 50, 0.5, 99.5, 100, 25, 0]) await stand.serving().setWeight(percent, 1);
    await stand.serving().abort(1);
    const { statuses } = await asked;
    expect(statuses).toEqual({ 200: 6000 });
  });
});

describe('a restart of HAProxy', () => {
  useStand();
  it('loses no weight that the state file holds, also by a crash', async () => {
    await stand.serving().start(v2, 1);
    await stand.serving().setWeight(25, 1);
    await stand.haproxy.restart();
    expect(await stand.serving().state()).toMatchObject({ canary: { version: 'v2' }, weight: 25 });
    await expectShare(25);
    await stand.serving().setWeight(100, 1);
    await stand.serving().promote(1);
    await stand.haproxy.kill();
    await expect(stand.serving().state()).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6170' });
    await stand.haproxy.restart();
    expect(await stand.serving().state()).toMatchObject({ stable: { version: 'v2', instance: 'green' }, weight: 0 });
    await expectShare(100);
    // HAProxy may run as another user.
    expect(statSync(path.join(stand.folder, 'server-state')).mode & 0o777).toBe(0o644);
  });

  it('keeps an aborted candidate away', async () => {
    await stand.serving().start(v2, 1);
    await stand.serving().setWeight(50, 1);
    await stand.serving().abort(1);
    await stand.haproxy.restart();
    expect(await stand.haproxy.ask('show stat churn 4 -1')).toMatch(/^churn,green,(?:[^,]*,){15}MAINT/m);
    await expectShare(0);
  });

  it('without a state file goes back to the configuration, and is shown as it is', async () => {
    const { stateFile: _none, ...policy } = stand.policy;
    const serving = (): Serving => stand.serving(policy);
    await serving().start(v2, 1);
    await serving().setWeight(25, 1);
    await stand.haproxy.restart();
    expect(await serving().state()).toMatchObject({ canary: { version: 'v2' }, weight: 0 });
    await serving().setWeight(100, 1);
    await serving().promote(1);
    await stand.haproxy.restart();
    expect(await serving().state()).toMatchObject({ stable: { instance: 'blue', version: '' }, canary: undefined });
  });
});

describe('a candidate that does not come up', () => {
  useStand();
  it('gets no request', async () => {
    stand.green.setHealthy(false);
    await expect(stand.serving().start(v2, 1)).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB6172',
      message: expect.stringMatching(/green was not ready after 5 s: DOWN.* \(L7STS 503\)/),
    });
    await expect(stand.serving().setWeight(5, 1)).rejects.toMatchObject({ code: 'WB6175' });
    await stand.serving().abort(1);
    expect(stand.green.requests()).toBe(0);
    expect(await stand.serving().state()).toMatchObject({ stable: { healthy: true }, canary: undefined, weight: 0 });
  });

  it('is shown as not healthy when it goes down later', async () => {
    await stand.serving().start(v2, 1);
    await stand.serving().setWeight(5, 1);
    stand.green.setHealthy(false);
    await expect.poll(async () => (await stand.serving().state()).canary?.healthy, { timeout: 10_000 }).toBe(false);
    await stand.serving().abort(1);
    await expectShare(0, 500);
  });
});
