import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Store } from '@weighbridge/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** One store under test, empty at first. */
export interface StoreUnderTest {
  /** A handle on it; each call gives another writer. */
  open(): Store;
  close(): Promise<void>;
}

/** A store that gives back what was put, and can be looked into. */
export interface HoldingStoreUnderTest extends StoreUnderTest {
  /** Changes the bytes that lie at a location, as somebody with access could. */
  damage(location: string, change: (bytes: Buffer) => Buffer): Promise<void>;
  /** How many things it holds. */
  count(): Promise<number>;
}

export interface StoreContractOptions {
  /** Size of the largest object of the suite, in bytes; default 3,000,000. */
  readonly large?: number;
}

let folder = '';

function file(content: string | Buffer, name = 'in.bin'): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** Bytes that do not repeat, so that a part put in another's place is seen. */
export function unevenBytes(size: number): Buffer {
  const block = createHash('sha512').update('uneven').digest();
  const bytes = Buffer.alloc(size, block);
  for (let at = 0; at + 4 <= size; at += 4096) bytes.writeUInt32LE(at % 2 ** 32, at);
  return bytes;
}

/** What every store does (DESIGN §5), also one that only says digests. Run it over each adapter. */
export function storeContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`${name} keeps the store's contract:`, () => {
    const { store } = around(make);

    it('says the digest of what was put', async () => {
      const { digest } = await store().open().put(file('bytes'));
      expect(digest).toBe(digestOf('bytes'));
    });

    it('finds nothing where nothing was put, or at a location of somebody’s choice', async () => {
      const { digest, location } = await store().open().put(file('bytes'));
      const other = digestOf('other');
      const moved = location
        .replaceAll(digest.slice(7), other.slice(7))
        .replace(/[0-9a-f]{2}(?=\/)/u, other.slice(7, 9));
      const out = join(folder, 'out.bin');
      const wishes = [
        [moved, other],
        [location, other],
        ['../in.bin', digest],
        [`../${location}`, digest],
      ] as const;
      for (const [place, wanted] of wishes) expect(await store().open().get(place, wanted, out)).toBe(false);
      expect(existsSync(out)).toBe(false);
    });

    it('fails on a file that is not there', async () => {
      await expect(store().open().put(join(folder, 'nothing'))).rejects.toThrow(/ENOENT/);
    });
  });
}

/** What a store does that holds bytes from one run to the next, beside the contract of every store. */
export function holdingStoreContract(
  name: string,
  make: () => Promise<HoldingStoreUnderTest>,
  { large = 3_000_000 }: StoreContractOptions = {},
): void {
  storeContract(name, make);
  describe(`${name} holds bytes:`, () => {
    const { store } = around(make);

    it('puts the same bytes once, whoever brings them', async () => {
      const puts = await Promise.all([store().open().put(file('bytes')), store().open().put(file('bytes', 'b.bin'))]);
      expect(puts[1]).toEqual(puts[0]);
      expect(await store().count()).toBe(1);
    });

    it('gives back the bytes that were put, in folders that it makes, over what is there', async () => {
      const { digest, location } = await store().open().put(file('bytes'));
      const out = join(folder, 'new', 'out.bin');
      for (const _ of ['first', 'again']) expect(await store().open().get(location, digest, out)).toBe(true);
      expect([readFileSync(out, 'utf8'), readdirSync(dirname(out))]).toEqual(['bytes', ['out.bin']]);
    });

    it('gives back a large object, and one without a byte', async () => {
      for (const bytes of [unevenBytes(large), Buffer.alloc(0)]) {
        const { digest, location } = await store().open().put(file(bytes));
        expect(await store().open().get(location, digest, join(folder, 'out.bin'))).toBe(true);
        expect(readFileSync(join(folder, 'out.bin')).equals(bytes)).toBe(true);
      }
    });

    it.each(damages)('refuses bytes %s, and leaves what was there', async (_name, change) => {
      const { digest, location } = await store().open().put(file('bytes'));
      await store().damage(location, change);
      const out = file('before', 'out.bin');
      const got = store().open().get(location, digest, out);
      await expect(got).rejects.toMatchObject({ name: 'ServiceError', code: 'WB4202' });
      expect(readFileSync(out, 'utf8')).toBe('before');
      expect(readdirSync(folder).filter((found) => found.endsWith('.tmp'))).toEqual([]);
    });
  });
}

const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
  ['with one flipped byte', (bytes) => Buffer.from(bytes.map((byte, index) => (index === 2 ? byte ^ 1 : byte)))],
  ['that end too soon', (bytes) => bytes.subarray(0, 3)],
  ['with something after them', (bytes) => Buffer.concat([bytes, Buffer.from('!')])],
  ['that are gone', () => Buffer.alloc(0)],
];

/** A folder and a store for each test. */
function around<S extends StoreUnderTest>(make: () => Promise<S>): { readonly store: () => S } {
  let under: S | undefined;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wb-store-'));
    under = await make();
  });
  afterEach(async () => {
    await under?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const store = (): S => {
    if (!under) throw new Error('no test has begun');
    return under;
  };
  return { store };
}
