import { setTimeout as sleep } from 'node:timers/promises';
import type { Rollout, RolloutPlan } from '@weighbridge/core';
import { prometheusLive } from '@weighbridge/serving';
import { type Prometheus, startPrometheus } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { drive, quickPlan } from './drive.ts';
import { blockOf, type Stand, startStand, version } from './stand.ts';

/** The metric and the label of the page's policy: HAProxy's own counters, by server. */
const policy = parse(blockOf('haproxy.md', 'yaml')).deploy;
const { bad, all } = policy.metrics[0];
const { label } = policy.live;

let stand: Stand;
let prometheus: Prometheus;
let traffic: { stop(): Promise<void> };
beforeEach(async () => {
  stand = await startStand();
  prometheus = await startPrometheus([stand.metrics, stand.green.target, stand.blue.target]);
  stand.memory.text = JSON.stringify({ version: 1, fence: 0, versions: { blue: 'v1' } });
  traffic = keepAsking();
});
afterEach(async () => {
  await traffic.stop();
  await prometheus.close();
  await stand.close();
});

/** About 500 requests a second. */
function keepAsking(): { stop(): Promise<void> } {
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      await stand.send(25);
      await sleep(40);
    }
  })();
  return {
    stop: () => {
      isOver = true;
      return asking;
    },
  };
}

interface Wish {
  readonly plan?: Partial<RolloutPlan>;
  readonly query?: { readonly bad: string; readonly all: string };
  /** Whether the sides are told apart by version, in counters of the servers themselves. */
  readonly byVersion?: boolean;
  readonly onLook?: (rollout: Rollout) => unknown;
}

function rollOut({ plan = {}, query = { bad, all }, byVersion = false, onLook }: Wish = {}) {
  return drive({
    candidate: version('v2', '2'),
    plan: quickPlan(plan),
    query: { name: 'errors', ...query },
    // The counting servers call themselves what HAProxy calls them.
    sides: { canary: 'green', stable: 'blue' },
    serving: () => stand.serving(),
    live: () =>
      prometheusLive({
        url: prometheus.url,
        label: byVersion ? 'version' : label,
        patience: { tries: 2, timeout: 1000, pause: 50 },
      }),
    ...(onLook ? { onLook } : {}),
  });
}

describe('a rollout over HAProxy and Prometheus', () => {
  it('of a good version goes all the way, and is the stable one then', async () => {
    const rollout = await rollOut();
    expect(rollout).toMatchObject({ phase: 'finished', step: 3 });
    expect(rollout.steps.map(({ outcome }) => outcome)).toEqual(Array(4).fill('advanced'));
    expect(await stand.serving().state()).toMatchObject({ stable: { version: 'v2', instance: 'green' }, weight: 0 });
    const [first] = rollout.steps;
    console.log('a good version', JSON.stringify({ first: first?.requests, metrics: rollout.metrics }));
  });

  it('with errors in 40 % of the answers is aborted', async () => {
    let injected = 0;
    const rollout = await rollOut({
      onLook: ({ phase, step, steps }) => {
        if (injected > 0 || phase !== 'running' || step !== 1 || !steps[1]?.from) return;
        stand.green.failShare(0.4);
        injected = performance.now();
      },
    });
    const seconds = (performance.now() - injected) / 1000;
    expect(rollout).toMatchObject({ phase: 'aborted', reason: 'errors rose above its limit' });
    expect(await stand.serving().state()).toMatchObject({ stable: { version: 'v1' }, canary: undefined, weight: 0 });
    const before = stand.green.requests();
    const { statuses } = await stand.send(500);
    expect(statuses).toEqual({ 200: 500 });
    expect(stand.green.requests()).toBe(before);
    console.log(`aborted ${seconds.toFixed(1)} s after the first error at 25 %, ${JSON.stringify(rollout.metrics)}`);
    expect(seconds).toBeLessThan(20);
  });

  it('whose canary dies is aborted by its health, though the dead count no errors', async () => {
    const rollout = await rollOut({
      onLook: ({ phase, steps }) => {
        if (phase === 'running' && steps[0]?.from) stand.green.setHealthy(false);
      },
    });
    expect(rollout).toMatchObject({ phase: 'aborted', reason: 'v2 does not answer' });
  });

  it('goes on after a restart of HAProxy in its middle, whose counters began again', async () => {
    let restarted: Promise<void> | undefined;
    const rollout = await rollOut({
      onLook: ({ step }) => {
        if (step === 1) restarted ??= stand.haproxy.restart();
      },
    });
    await restarted;
    expect(rollout).toMatchObject({ phase: 'finished', metrics: [{ outcome: 'no harm' }] });
    // Nothing was counted twice: what was asked is the most that can be counted.
    const { canary, stable } = rollout.metrics[0] ?? {};
    expect(canary?.all).toBeLessThanOrEqual(stand.green.requests());
    expect(stable?.all).toBeLessThanOrEqual(stand.blue.requests());
  });
});

describe('a rollout without data', () => {
  const short = { maxHoldSeconds: 4, bakeSeconds: 1 };

  it.each([
    ['hold', 'abort', 'aborted', 'errors has no data at this step, and the longest time of a step is over'],
    ['abort', 'abort', 'aborted', 'errors has no data at this step'],
    ['advance', 'abort', 'finished', 'v2 serves all traffic'],
  ] as const)('because Prometheus died: %s', async (noData, onUndecided, phase, reason) => {
    await prometheus.kill();
    const rollout = await rollOut({ plan: { ...short, noData, onUndecided } });
    expect(rollout).toMatchObject({ phase, reason });
    expect(rollout.metrics[0]).toMatchObject({ outcome: 'no data', reason: expect.stringContaining('ECONNREFUSED') });
  });

  it('because a counter is NaN is not advanced', async () => {
    const lines = ['green', 'blue'].map((name) => `model_errors_total{version="${name}"} NaN`);
    stand.green.show(`${lines.join('\n')}\n`);
    const query = { bad: 'model_errors_total', all: 'model_errors_total' };
    const reasons = new Set<string | undefined>();
    const onLook = ({ metrics }: Rollout): unknown => reasons.add(metrics[0]?.reason);
    const rollout = await rollOut({ plan: short, query, byVersion: true, onLook });
    expect(rollout).toMatchObject({ phase: 'aborted', reason: expect.stringContaining('no data at this step') });
    expect([...reasons].join('\n')).toMatch(/model_errors_total\{.*\} is NaN/);
  });

  it('because the selector fits nothing is not advanced', async () => {
    const query = { bad, all: 'haproxy_server_http_response_total{proxy="churn"}' };
    const rollout = await rollOut({ plan: short, query });
    expect(rollout).toMatchObject({ phase: 'aborted', reason: expect.stringContaining('no data at this step') });
    expect(rollout.metrics[0]?.reason).toMatch(/Prometheus has no series haproxy_server_http_response_total/);
  });

  it('of one side, because only one shows its counters, is not advanced', async () => {
    const lines = (): string => `http_requests_total{version="blue",code="200"} ${stand.blue.requests()}\n`;
    const showing = setInterval(() => stand.blue.show(lines()), 100);
    stand.green.show('');
    const query = { bad: 'http_requests_total{code="500"}', all: 'http_requests_total' };
    const rollout = await rollOut({ plan: short, query, byVersion: true });
    clearInterval(showing);
    expect(rollout).toMatchObject({
      phase: 'aborted',
      reason: 'the traffic is not shared as planned, and the longest time of a step is over',
      traffic: { outcome: 'mismatch', observed: 0 },
    });
    expect(rollout.metrics[0]).toMatchObject({ outcome: 'no data', canary: { all: 0 } });
    expect(rollout.metrics[0]?.stable.all).toBeGreaterThan(0);
  });
});
