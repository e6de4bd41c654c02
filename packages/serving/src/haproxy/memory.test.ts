import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PermissionError, ServiceError, type Serving } from '@weighbridge/core';
import { type FakeHaproxy, fakeHaproxy } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { haproxyServing } from './haproxy-serving.ts';

const v2 = { version: 'v2', model: `sha256:${'2'.repeat(64)}`, path: '/models/churn.joblib' };
let haproxy: FakeHaproxy;
let kept: string | undefined;
/** What the next write ends in. */
let trouble: Error | undefined;
beforeEach(async () => {
  haproxy = await fakeHaproxy();
  [kept, trouble] = [undefined, undefined];
});
afterEach(() => haproxy.close());

function serving(): Serving {
  const start = 'echo "$WEIGHBRIDGE_SERVER $WEIGHBRIDGE_VERSION" >>started';
  const policy = { socket: haproxy.socket, backend: 'churn', stable: 'blue', canary: 'green', start };
  const memory = {
    read: async () => kept,
    write: async (text: string) => {
      if (trouble) throw trouble;
      kept = text;
    },
  };
  const patience = { answer: 300, start: 5000, ready: 300, drain: 300 };
  return haproxyServing({ haproxy: policy, root: join(haproxy.socket, '..'), env: process.env, memory, patience });
}

function started(): readonly string[] {
  const file = join(haproxy.socket, '../started');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function changes(): readonly string[] {
  return haproxy.log.filter((line) => line.startsWith('set'));
}

const canary = { server: 'green', version: 'v2', model: v2.model, ready: true };

describe('a memory that says that the candidate is ready', () => {
  it.each([
    ['without a number', canary],
    ['with a number that nobody had', { ...canary, fence: 7 }],
  ])('%s is not believed, and the start is done', async (_name, written) => {
    kept = JSON.stringify({ version: 1, fence: 0, versions: { green: 'v2' }, canary: written });
    expect((await serving().state()).canary).toMatchObject({ version: 'v2', healthy: false });
    await expect(serving().setWeight(5, 1)).rejects.toMatchObject({ code: 'WB6175' });
    await serving().start(v2, 1);
    expect(started()).toEqual(['green v2']);
    expect((await serving().state()).canary).toMatchObject({ version: 'v2', healthy: true });
  });

  it('by the start of another job is no reason not to start', async () => {
    await serving().start(v2, 1);
    await serving().start(v2, 1);
    expect(started()).toEqual(['green v2']);
    await serving().start(v2, 2);
    expect(started()).toEqual(['green v2', 'green v2']);
    // Whoever comes later goes on with what was started.
    await serving().setWeight(25, 3);
    expect(await serving().state()).toMatchObject({ canary: { version: 'v2', healthy: true }, weight: 25 });
  });
});

describe('a memory that cannot be written', () => {
  const lost = { name: 'ServiceError', code: 'WB6103' };

  it.each([
    ['start', (own: Serving) => own.start(v2, 2)],
    ['setWeight', (own: Serving) => own.setWeight(50, 2)],
    ['promote', (own: Serving) => own.promote(2)],
    ['abort', (own: Serving) => own.abort(2)],
  ] as const)('ends `%s` before anything is changed', async (_name, call) => {
    await serving().start(v2, 1);
    const before = changes();
    trouble = new ServiceError('WB6411', 'Others kept writing');
    await expect(call(serving())).rejects.toMatchObject({
      ...lost,
      message: expect.stringContaining('Others kept writing'),
      cause: trouble,
    });
    expect(changes()).toEqual(before);
  });

  it('ends a start that was not written down before the server is taken out', async () => {
    await serving().start(v2, 1);
    await serving().abort(1);
    const before = changes();
    trouble = new Error('the document has changed');
    await expect(serving().start(v2, 1)).rejects.toMatchObject(lost);
    expect(changes()).toEqual(before);
    expect(started()).toEqual(['green v2']);
  });

  it('says so as it was said, where it is the lease or the user’s to change', async () => {
    trouble = new ServiceError('WB6103', 'Another job took over');
    await expect(serving().start(v2, 1)).rejects.toBe(trouble);
    trouble = new PermissionError('contents: write', 'git push of the ledger');
    await expect(serving().start(v2, 1)).rejects.toBe(trouble);
  });
});
