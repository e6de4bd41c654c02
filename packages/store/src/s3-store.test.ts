import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeS3, fakeS3 } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type S3StoreOptions, s3Store } from './s3-store.ts';

let folder = '';
let server: FakeS3;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wb-s3-'));
  server = await fakeS3();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'aVerySecretKey', sessionToken: 'aSessionToken' };

function store(more: Partial<S3StoreOptions> = {}) {
  const target = { bucket: 'models', prefix: 'wb', region: 'us-east-1', endpoint: server.url, credentials };
  return s3Store({ ...target, maxBytes: 1e6, backoff: 1, timeout: 500, ...more });
}

function file(content: string | Buffer): string {
  const path = join(folder, 'in.bin');
  writeFileSync(path, content);
  return path;
}

/** Answers so many requests with a failure, then lets them through. */
function failing(times: number, answer: { status: number; body?: string } | 'hang'): void {
  let left = times;
  server.interrupt(() => {
    left -= 1;
    return left >= 0 ? answer : undefined;
  });
}

async function failureOf(work: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('it did not fail');
}

describe('s3Store', () => {
  it.each([
    ['503', { status: 503, body: '<Error><Code>SlowDown</Code></Error>' }],
    ['429', { status: 429 }],
    ['no answer', 'hang'],
  ] as const)('tries again after %s, twice', async (_name, answer) => {
    failing(2, answer);
    const { digest, location } = await store().put(file('bytes'));
    failing(2, answer);
    expect(await store().get(location, digest, join(folder, 'out.bin'))).toBe(true);
  });

  it('gives up after five tries', async () => {
    failing(99, { status: 500 });
    expect(await failureOf(store().put(file('bytes')))).toMatchObject({ name: 'ServiceError', code: 'WB4205' });
    expect(server.log).toHaveLength(5);
  });

  it('does not put what is there, and puts again what has another size', async () => {
    const { location } = await store().put(file('bytes'));
    await store().put(file('bytes'));
    expect(server.log.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
    server.objects.set(location.slice('s3://models/'.length), Buffer.from('half'));
    await store().put(file('bytes'));
    expect([...server.objects.values()].map(String)).toEqual(['bytes']);
  });

  it('gives up an upload whose part is refused, and leaves nothing', async () => {
    server.interrupt(({ query }) => (query.get('partNumber') === '2' ? { status: 400 } : undefined));
    const large = store({ partsAbove: 1000, maxBytes: 1e9 });
    const failure = await failureOf(large.put(file(Buffer.alloc(17 * 1024 * 1024))));
    expect(failure).toMatchObject({ name: 'ServiceError', code: 'WB4204' });
    expect([server.objects.size, server.uploads.size]).toEqual([0, 0]);
  });
});

describe('what s3Store says', () => {
  it('names the actions that are needed when access is denied', async () => {
    server.interrupt(() => ({ status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }));
    const failure = await failureOf(store().put(file('bytes')));
    expect([failure.name, failure.message]).toEqual([
      'PermissionError',
      expect.stringMatching(/PUT wb\/.*AccessDenied.*s3:GetObject and s3:PutObject on arn:aws:s3:::models\/wb\/\*/),
    ]);
  });

  it.each<readonly [string, Partial<S3StoreOptions>, string]>([
    ['a key that the service does not know', { credentials: { ...credentials, accessKeyId: 'AKIDOTHER' } }, 'WB4303'],
    ['a key with a line break', { credentials: { ...credentials, sessionToken: 'aSession\nToken' } }, 'WB4303'],
    ['a bucket that is not there', { bucket: 'other' }, 'WB4304'],
    ['a prefix that is a path upwards', { prefix: 'a/../b' }, 'WB4306'],
    ['a file over the limit', { maxBytes: 4 }, 'WB4301'],
  ])('refuses %s without a word of the credentials', async (_name, more, code) => {
    const failure = await failureOf(Promise.resolve().then(() => store(more).put(file('bytes'))));
    expect(failure).toMatchObject({ name: 'UserError', code });
    expect(`${failure.stack} ${JSON.stringify(failure)}`).not.toMatch(/AKID|aVerySecretKey|aSession/);
  });

  it('says in which region the bucket is', async () => {
    server.interrupt(() => ({
      status: 301,
      headers: { 'x-amz-bucket-region': 'eu-central-1', location: 'http://x/' },
    }));
    const failure = await failureOf(store().put(file('bytes')));
    expect([failure.code, failure.message]).toEqual(['WB4305', expect.stringContaining('eu-central-1')]);
  });

  it('fetches nothing over the limit', async () => {
    const { digest, location } = await store().put(file('bytes'));
    const failure = await failureOf(store({ maxBytes: 4 }).get(location, digest, join(folder, 'out.bin')));
    expect(failure.code).toBe('WB4301');
  });

  it('does not reach a server that is not there, and says why', async () => {
    const failure = await failureOf(store({ endpoint: 'http://127.0.0.1:9' }).put(file('bytes')));
    expect([failure.code, failure.message]).toEqual(['WB4205', expect.stringMatching(/models.*5 tries/)]);
  });
});
