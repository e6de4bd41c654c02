import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { artifactStore } from './artifact-store.ts';
import { folderStore } from './folder-store.ts';
import { sha256 } from './sha256.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wb-store-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, 'in.bin');
  writeFileSync(path, text);
  return path;
}

describe('folderStore', () => {
  it('gives back the bytes that were put, whoever put them', async () => {
    const store = folderStore(join(folder, 'store'));
    const puts = await Promise.all([store.put(file('bytes')), folderStore(join(folder, 'store')).put(file('bytes'))]);
    const [{ digest, location }] = puts;
    expect(puts[1]).toEqual(puts[0]);
    expect(digest).toBe(sha256(new TextEncoder().encode('bytes')));
    expect(await store.get(location, digest, join(folder, 'new', 'out.bin'))).toBe(true);
    expect(readFileSync(join(folder, 'new', 'out.bin'), 'utf8')).toBe('bytes');
    expect(readdirSync(join(folder, 'store'), { recursive: true })).toHaveLength(2);
  });

  it('refuses bytes that are not the digest, and leaves nothing', async () => {
    const store = folderStore(join(folder, 'store'));
    const { digest, location } = await store.put(file('bytes'));
    appendFileSync(join(folder, 'store', location), '!');
    await expect(store.get(location, digest, join(folder, 'out.bin'))).rejects.toMatchObject({
      name: 'ServiceError',
      code: 'WB4202',
    });
    expect(existsSync(join(folder, 'out.bin'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('finds nothing at a location of somebody’s choice', async () => {
    const store = folderStore(join(folder, 'store'));
    const digest = sha256(new TextEncoder().encode('bytes'));
    file('bytes');
    expect(await store.get('../in.bin', digest, join(folder, 'out.bin'))).toBe(false);
    expect(await store.get(`${digest.slice(7, 9)}/${digest.slice(7)}`, digest, join(folder, 'out.bin'))).toBe(false);
  });

  it('fails on a file that is not there', async () => {
    await expect(folderStore(join(folder, 'store')).put(join(folder, 'nothing'))).rejects.toThrow(/ENOENT/);
  });
});

describe('artifactStore', () => {
  it('digests what travels in the run’s artifact and finds nothing by itself', async () => {
    const { digest, location } = await artifactStore().put(file('bytes'));
    expect([digest, location]).toEqual([sha256(new TextEncoder().encode('bytes')), 'artifact:in.bin']);
    expect(readdirSync(folder)).toEqual(['in.bin']);
    expect(await artifactStore().get(location, digest, join(folder, 'out.bin'))).toBe(false);
  });
});
