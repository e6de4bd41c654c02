import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HaproxyPolicy, Serving } from '@weighbridge/core';
import { haproxyServing } from '@weighbridge/serving';
import { freePort, type Haproxy, startHaproxy } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let folder = '';
let haproxy: Haproxy;
let tcp = '';
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'wb-haproxy-'));
  tcp = `127.0.0.1:${await freePort()}`;
  const servers = (balance: string): string =>
    `  balance ${balance}\n  server blue 127.0.0.1:1 weight 100\n  server green 127.0.0.1:2 weight 0\n`;
  const config = `
global
  stats socket ${folder}/admin.sock level admin
  stats socket ${folder}/operator.sock level operator
  stats socket ${folder}/user.sock level user
  stats socket ipv4@${tcp} level admin
defaults
  mode http
  timeout connect 1s
  timeout client 1s
  timeout server 1s
backend churn
${servers('roundrobin')}
backend static
${servers('static-rr')}`;
  haproxy = await startHaproxy(folder, config, path.join(folder, 'admin.sock'));
});
afterAll(async () => {
  await haproxy.close();
  rmSync(folder, { recursive: true });
});

const candidate = { version: 'v2', model: `sha256:${'2'.repeat(64)}`, path: '/models/churn.joblib' };

function serving(wish: Partial<HaproxyPolicy>): Serving {
  const policy = { socket: 'admin.sock', backend: 'churn', stable: 'blue', canary: 'green', ...wish };
  const memory = { read: async () => undefined, write: async () => undefined };
  return haproxyServing({ haproxy: policy, root: folder, env: process.env, memory, patience: { ready: 500 } });
}

describe('a real HAProxy refuses, and it is said why', () => {
  it.each([
    [{ socket: 'user.sock' }, 'WB6132', 'the socket needs `level admin`'],
    [{ socket: 'operator.sock' }, 'WB6132', 'the socket needs `level admin`'],
    [{ backend: 'fraud' }, 'WB6134', 'no backend "fraud"'],
    [{ canary: 'red' }, 'WB6134', 'There are: blue, green'],
    [{ socket: 'gone.sock' }, 'WB6170', 'ENOENT'],
  ])('%o', async (wish, code, text) => {
    const refused = serving(wish).abort(1);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(text) });
    expect(await haproxy.ask('show servers state')).toMatch(/churn 1 blue \S+ \d 0 100 /);
  });

  it('a static algorithm before anything is started', async () => {
    const message = expect.stringContaining('The backend static balances by a static algorithm');
    await expect(serving({ backend: 'static' }).start(candidate, 1)).rejects.toMatchObject({ code: 'WB6135', message });
    expect(await haproxy.ask('show servers state static')).toMatch(/blue \S+ \d 0 100 [\s\S]* green \S+ \d 1 0 /);
  });

  it('takes the same over TCP', async () => {
    await serving({ socket: tcp }).abort(1);
    expect(await serving({ socket: tcp }).state()).toMatchObject({ stable: { healthy: undefined }, weight: 0 });
  });

  it('and a server without a check that takes no connection is not ready', async () => {
    await expect(serving({}).start(candidate, 1)).rejects.toMatchObject({
      code: 'WB6172',
      message: expect.stringContaining('write `check`'),
    });
  });
});
