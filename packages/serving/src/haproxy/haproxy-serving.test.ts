import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { HaproxyPolicy, Serving } from '@weighbridge/core';
import { type FakeHaproxy, fakeHaproxy } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { haproxyServing } from './haproxy-serving.ts';

const v2 = { version: 'v2', model: `sha256:${'2'.repeat(64)}`, path: '/models/churn.joblib' };
let haproxy: FakeHaproxy;
let kept: string | undefined;
beforeEach(async () => {
  haproxy = await fakeHaproxy();
  kept = undefined;
});
afterEach(() => haproxy.close());

function serving(wish: Partial<HaproxyPolicy> = {}, env = process.env): Serving {
  const policy = { socket: haproxy.socket, backend: 'churn', stable: 'blue', canary: 'green', ...wish };
  const memory = {
    read: async () => kept,
    write: async (text: string) => {
      kept = text;
    },
  };
  const patience = { answer: 300, start: 5000, ready: 300, drain: 600 };
  return haproxyServing({ haproxy: policy, root: join(haproxy.socket, '..'), env, memory, patience });
}

describe('the command `start`', () => {
  it('runs while its server is in maintenance, and sees no credential', async () => {
    const start = 'env | sort >seen';
    await serving({ start }, { ...process.env, GITHUB_TOKEN: 'ghs_1', PROMETHEUS_TOKEN: 'p' }).start(v2, 1);
    const seen = readFileSync(join(haproxy.socket, '../seen'), 'utf8');
    expect(seen).toContain(
      'WEIGHBRIDGE_MODEL=/models/churn.joblib\nWEIGHBRIDGE_SERVER=green\nWEIGHBRIDGE_VERSION=v2\n',
    );
    expect(seen).not.toMatch(/TOKEN/);
    const changes = haproxy.log.filter((line) => line.startsWith('set'));
    expect(changes).toEqual([
      ['weight 0', 'state maint', 'weight 1', 'weight 0'].map((what) => `set server churn/green ${what}`).join('; '),
      'set server churn/green state ready',
    ]);
  });

  it('that fails leaves the server without traffic', async () => {
    await expect(serving({ start: 'echo no such image; exit 3' }).start(v2, 1)).rejects.toMatchObject({
      code: 'WB6105',
      message: expect.stringContaining('no such image'),
    });
    expect(haproxy.servers.green).toMatchObject({ weight: 0, state: 'maint' });
  });
});

describe('a server without a health check', () => {
  it('must take a connection from here', async () => {
    haproxy.servers.green.check = 'none';
    await expect(serving().start(v2, 1)).rejects.toMatchObject({ message: expect.stringContaining('write `check`') });
    const listener = createServer().listen(8002, '127.0.0.1');
    try {
      await serving().start(v2, 1);
    } finally {
      listener.close();
    }
    expect((await serving().state()).canary).toMatchObject({ version: 'v2', healthy: undefined });
  });
});

describe('an aborted canary', () => {
  it('answers what it had begun, as long as there is patience', async () => {
    await serving().start(v2, 1);
    haproxy.servers.green.current = 3;
    const aborted = serving().abort(1);
    await expect.poll(() => haproxy.servers.green.state).toBe('drain');
    haproxy.servers.green.current = 0;
    await aborted;
    expect(haproxy.servers.green).toMatchObject({ state: 'maint', weight: 0 });
  });

  it('gives way to a stable side that somebody had taken out', async () => {
    await serving().start(v2, 1);
    await serving().setWeight(50, 1);
    haproxy.servers.blue.state = 'maint';
    await serving().abort(1);
    expect(haproxy.servers.blue).toMatchObject({ state: 'ready', weight: 100 });
  });
});

describe('what HAProxy says of itself', () => {
  it('is believed over what was remembered, when no rollout runs', async () => {
    await serving().start(v2, 1);
    await serving().setWeight(100, 1);
    await serving().promote(1);
    Object.assign(haproxy.servers, { blue: { ...haproxy.servers.blue, weight: 100 } });
    haproxy.servers.green.weight = 0;
    expect(await serving().state()).toMatchObject({ stable: { instance: 'blue', version: '' }, weight: 0 });
  });

  it('shows requests that somebody sends to the other server, and that nothing serves yet', async () => {
    haproxy.servers.green.weight = 25;
    expect(await serving().state()).toMatchObject({ canary: { instance: 'green', version: '' }, weight: 20 });
    Object.assign(haproxy.servers.blue, { check: 'fails' });
    haproxy.servers.green.weight = 0;
    expect(await serving().state()).toMatchObject({ stable: undefined, canary: undefined });
  });
});
