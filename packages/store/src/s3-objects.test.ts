import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FakeS3, fakeS3 } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchObjects, type S3ObjectsOptions } from './s3-objects.ts';

let folder = '';
let server: FakeS3;
beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'wb-objects-')), 'live');
  server = await fakeS3();
});
afterEach(async () => {
  await server.close();
  rmSync(join(folder, '..'), { recursive: true, force: true });
});

function put(...keys: readonly string[]): void {
  for (const key of keys) server.objects.set(key, Buffer.from(`bytes of ${key}`));
}

function fetchFrom(prefix: string, more: Partial<S3ObjectsOptions> = {}): Promise<number> {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'aVerySecretKey' };
  const place = { bucket: 'models', region: 'us-east-1', endpoint: server.url, credentials };
  return fetchObjects({ ...place, prefix, backoff: 1, timeout: 500, ...more }, folder);
}

function fetched(): readonly string[] {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return found.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

describe('objects of a bucket', () => {
  it('come under the names that they have below the prefix, in more than one page', async () => {
    const keys = Array.from({ length: 450 }, (_, index) => `live/day=20/part ${index}+ä&.csv`);
    put(
      ...keys,
      'live/_SUCCESS',
      'live/.crc',
      'live/../../up.csv',
      'live/sub/',
      'live-old/a.csv',
      'live/_p=1/b.csv',
      'other.csv',
    );
    expect(await fetchFrom('live/')).toBe(451);
    expect(fetched()).toEqual([...keys.map((key) => key.slice(5)), '_p=1/b.csv'].sort());
    expect(readFileSync(join(folder, 'day=20/part 449+ä&.csv'), 'utf8')).toBe('bytes of live/day=20/part 449+ä&.csv');
    expect(server.log.filter((line) => line.includes('list-type'))).toHaveLength(3);
  });

  it('may be one, and may be none', async () => {
    put('live/latest.csv', 'live/latest.csv.bak', 'top:1.csv');
    expect(await fetchFrom('live/latest.csv')).toBe(1);
    expect(fetched()).toEqual(['latest.csv']);
    expect(await fetchFrom('live/late')).toBe(0);
    expect(await fetchFrom('nothing')).toBe(0);
    rmSync(folder, { recursive: true });
    expect(await fetchFrom('')).toBe(3);
    expect(fetched()).toEqual(['live/latest.csv', 'live/latest.csv.bak', 'top%3A1.csv']);
  });

  it.each([
    ['files', { files: 2, bytes: 1e6 }, 'than is fetched (2 files)'],
    ['bytes', { files: 10, bytes: 40 }, 'than is fetched (40'],
  ])('are refused when they are too many %s, before any is fetched', async (_name, limits, text) => {
    put('live/a.csv', 'live/b.csv', 'live/c.csv');
    await expect(fetchFrom('live', { limits })).rejects.toMatchObject({
      code: 'WB6606',
      message: expect.stringContaining(text),
    });
    expect(existsSync(folder)).toBe(false);
  });

  it.each(['live//a.csv', 'live/a\nb.csv'])('are refused with the name %j', async (key) => {
    put(key, 'live/b.csv');
    await expect(fetchFrom('live')).rejects.toMatchObject({ name: 'UserError', code: 'WB6607' });
    expect(existsSync(folder)).toBe(false);
  });

  it('are asked for again after a failure, and refused when they have changed meanwhile', async () => {
    put('live/a.csv');
    let failures = 0;
    server.interrupt(() => (failures++ % 3 < 2 ? { status: 503 } : undefined));
    expect(await fetchFrom('live')).toBe(1);
    for (const body of ['bytes', 'bytes of another file that is longer']) {
      server.interrupt(({ path }) => (path.endsWith('a.csv') ? { status: 200, body } : undefined));
      await expect(fetchFrom('live')).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6610' });
    }
  });

  it.each([
    ['access is denied', { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' }, 'PermissionError'],
    ['it is no store', { status: 200, body: '<html>hello</html>' }, 'ServiceError'],
  ])('are not to be had when %s', async (_name, answer, name) => {
    server.interrupt(() => answer);
    const failure: unknown = await fetchFrom('live').catch((error: unknown) => error);
    expect(failure).toMatchObject({ name });
    if (name === 'PermissionError') expect(String(failure)).toContain('needs s3:ListBucket on arn:aws:s3:::models');
    expect(String(failure)).not.toMatch(/AKID|aVerySecretKey/);
  });
});
