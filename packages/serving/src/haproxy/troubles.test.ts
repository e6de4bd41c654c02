import { createServer } from 'node:net';
import { join } from 'node:path';
import type { HaproxyPolicy, Serving } from '@weighbridge/core';
import { type FakeHaproxy, fakeHaproxy } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { haproxyServing } from './haproxy-serving.ts';
import { runtimeAddress } from './socket.ts';

const v2 = { version: 'v2', model: `sha256:${'2'.repeat(64)}`, path: '/models/churn.joblib' };
let haproxy: FakeHaproxy;
let kept: string | undefined;
beforeEach(async () => {
  haproxy = await fakeHaproxy();
  kept = undefined;
});
afterEach(() => haproxy.close());

function serving(wish: Partial<HaproxyPolicy> = {}): Serving {
  const policy = { socket: haproxy.socket, backend: 'churn', stable: 'blue', canary: 'green', ...wish };
  const memory = {
    read: async () => kept,
    write: async (text: string) => {
      kept = text;
    },
  };
  const patience = { answer: 300, ready: 300 };
  return haproxyServing({ haproxy: policy, root: join(haproxy.socket, '..'), env: process.env, memory, patience });
}

describe('a policy that does not fit', () => {
  it.each(['backend', 'stable', 'canary'] as const)('is refused before anything is sent: %s', (key) => {
    for (const value of ['churn; shutdown sessions', 'a/b', 'a b', '', 'a\nb'])
      expect(() => serving({ [key]: value })).toThrow(expect.objectContaining({ code: 'WB6130' }));
    expect(haproxy.log).toEqual([]);
  });

  it.each([
    [{ backend: 'fraud' }, 'WB6134', 'no backend "fraud"'],
    [{ canary: 'red' }, 'WB6134', 'There are: blue, green'],
  ])('%o is named, with what is there', async (wish, code, text) => {
    await expect(serving(wish).state()).rejects.toMatchObject({
      name: 'UserError',
      code,
      message: expect.stringContaining(text),
    });
  });

  it.each(['operator', 'user'] as const)('a socket of the level %s can look, and moves nothing', async (level) => {
    const lower = await fakeHaproxy(level);
    const own = serving({ socket: lower.socket });
    expect((await own.state()).stable).toBeDefined();
    await expect(own.abort(1)).rejects.toMatchObject({
      name: 'UserError',
      code: 'WB6132',
      message: expect.stringContaining('the socket needs `level admin`'),
    });
    await lower.close();
  });

  it('a static algorithm is named', async () => {
    const said = "Backend is using a static LB algorithm and only accepts weights '0%' and '100%'.\n\n";
    haproxy.interrupt((line) => (line.startsWith('set') ? said : undefined));
    await expect(serving().start(v2, 1)).rejects.toMatchObject({ code: 'WB6135' });
  });

  it('a state file that cannot be written is named, after the change', async () => {
    await serving().start(v2, 1);
    // A file is no folder.
    const stateFile = join(haproxy.socket, 'server-state');
    await expect(serving({ stateFile }).setWeight(25, 1)).rejects.toMatchObject({ name: 'UserError', code: 'WB6137' });
    expect(haproxy.servers.green.weight).toBe(25);
  });
});

describe('a HAProxy in trouble', () => {
  it.each([
    ['hangs', 'hang', 'WB6170', 'no answer for 0.3 s'],
    ['says something else', 'HTTP/1.1 400 Bad Request\r\n', 'WB6171', 'HTTP/1.1 400'],
    ['says nothing', '', 'WB6171', 'something else'],
    ['says half of it', '1\n# be_id be_name\n3 churn\n', 'WB6171', 'something else'],
  ] as const)('that %s is a failure of the service', async (_name, answer, code, text) => {
    haproxy.interrupt(() => answer);
    await expect(serving().state()).rejects.toMatchObject({
      name: 'ServiceError',
      code,
      message: expect.stringContaining(text),
    });
  });

  it('is asked three times: a reload takes the socket away for a moment', async () => {
    let asked = 0;
    haproxy.interrupt(() => (asked++ === 0 ? 'hang' : undefined));
    expect((await serving().state()).stable).toBeDefined();
    await expect(serving({ socket: join(haproxy.socket, '../gone.sock') }).state()).rejects.toMatchObject({
      code: 'WB6170',
      message: expect.stringMatching(/ENOENT.*\(3 tries\)/),
    });
  });

  it('that floods is not read to the end', async () => {
    const flood = createServer((connection) => {
      connection.on('error', () => connection.destroy());
      connection.write('x'.repeat(9 * 1024 * 1024));
    });
    await new Promise<void>((resolve) => flood.listen(0, '127.0.0.1', resolve));
    const address = flood.address();
    const socket = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    await expect(serving({ socket }).state()).rejects.toMatchObject({ message: expect.stringContaining('too long') });
    flood.close();
  });

  it('whose weights somebody else sets is found out', async () => {
    await serving().start(v2, 1);
    haproxy.interrupt((line) => (line.startsWith('set') ? '\n' : undefined));
    await expect(serving().setWeight(25, 1)).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6173' });
  });

  it.each(['{', '{"version": 2}', '[]'])('with a memory of %s is not guessed at', async (text) => {
    kept = text;
    await expect(serving().state()).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6174' });
  });
});

describe('the address of the socket', () => {
  it.each([
    ['/run/haproxy/admin.sock', { path: '/run/haproxy/admin.sock' }],
    ['run/admin.sock', { path: '/repo/run/admin.sock' }],
    ['10.0.0.1:9999', { host: '10.0.0.1', port: 9999 }],
    ['lb.example.org:9999', { host: 'lb.example.org', port: 9999 }],
    ['[::1]:9999', { host: '::1', port: 9999 }],
  ])('%s is read', (text, address) => {
    expect(runtimeAddress(text, '/repo')).toEqual(address);
  });

  it.each(['10.0.0.1:99999', 'lb:0', 'http://lb:9999', 'admin', '', 'a b/c'])('%s is refused', (text) => {
    expect(() => runtimeAddress(text, '/repo')).toThrow(expect.objectContaining({ code: 'WB6131' }));
  });
});
