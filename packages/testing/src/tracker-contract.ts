import type { TrackedVersion, Tracker } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { recordFixture } from './record-fixture.ts';

/** A registry under test, empty at first; each call of `open` gives another job. */
export interface TrackerUnderTest {
  open(): Tracker;
  close(): Promise<void>;
}

const digests = { one: `sha256:${'1'.repeat(64)}`, two: `sha256:${'2'.repeat(64)}` } as const;

/** A version to be registered. */
export function trackedVersion(version: string, more: Partial<TrackedVersion> = {}): TrackedVersion {
  return {
    model: 'churn',
    version,
    digest: digests.one,
    record: recordFixture({ value: version.length / 10 }),
    location: 's3://models/churn/model.bin',
    url: 'https://github.com/acme/models/releases/tag/churn%40v1.0.0',
    ...more,
  };
}

/** What every registry outside git does. Run it over each adapter, fake and real server. */
export function trackerContract(name: string, make: () => Promise<TrackerUnderTest>): void {
  const using = async (use: (under: TrackerUnderTest) => Promise<void>): Promise<void> => {
    const under = await make();
    try {
      await use(under);
    } finally {
      await under.close();
    }
  };
  describe(`${name} keeps the tracker's contract:`, () => {
    it('an alias is on nothing at first', () =>
      using(async ({ open }) => {
        expect(await open().alias('churn', 'champion')).toBeUndefined();
        await open().register(trackedVersion('v1.0.0'));
        expect(await open().alias('churn', 'champion')).toBeUndefined();
      }));

    it('a version is registered once, however often', () =>
      using(async ({ open }) => {
        const first = await open().register(trackedVersion('v1.0.0'));
        expect(await open().register(trackedVersion('v1.0.0'))).toEqual(first);
        const second = await open().register(trackedVersion('v1.1.0', { digest: digests.two }));
        expect(second.name).not.toBe(first.name);
        expect(await open().register(trackedVersion('v1.0.0'))).toEqual(first);
      }));

    it('an alias goes from version to version, and back', () =>
      using(async ({ open }) => {
        await open().register(trackedVersion('v1.0.0'));
        await open().register(trackedVersion('v1.1.0', { digest: digests.two }));
        for (const version of ['v1.0.0', 'v1.1.0', 'v1.1.0', 'v1.0.0']) {
          await open().setAlias('churn', 'champion', version);
          const digest = version === 'v1.0.0' ? digests.one : digests.two;
          expect(await open().alias('churn', 'champion')).toEqual({ version, digest });
        }
        expect(await open().alias('churn', 'challenger')).toBeUndefined();
      }));

    refusalsContract(using);
  });
}

function refusalsContract(using: (use: (under: TrackerUnderTest) => Promise<void>) => Promise<void>): void {
  it('other bytes never take the name of a version', () =>
    using(async ({ open }) => {
      await open().register(trackedVersion('v1.0.0'));
      const other = trackedVersion('v1.0.0', { digest: digests.two, record: recordFixture({ value: 0.9 }) });
      await expect(open().register(other)).rejects.toMatchObject({ code: 'WB6424' });
      await open().setAlias('churn', 'champion', 'v1.0.0');
      expect((await open().alias('churn', 'champion'))?.digest).toBe(digests.one);
    }));

  it('no alias goes on what was not registered', () =>
    using(async ({ open }) => {
      await open().register(trackedVersion('v1.0.0'));
      await open().setAlias('churn', 'champion', 'v1.0.0');
      await expect(open().setAlias('churn', 'champion', 'v9.0.0')).rejects.toMatchObject({ code: 'WB6425' });
      await expect(open().setAlias('fraud', 'champion', 'v1.0.0')).rejects.toMatchObject({ code: 'WB6425' });
      expect((await open().alias('churn', 'champion'))?.version).toBe('v1.0.0');
    }));

  it('models that share a registered model are apart', () =>
    using(async ({ open }) => {
      await open().register(trackedVersion('v1.0.0'));
      const other = await open().register(trackedVersion('v1.0.0', { model: 'fraud', digest: digests.two }));
      expect(other).toEqual(await open().register(trackedVersion('v1.0.0', { model: 'fraud', digest: digests.two })));
      await open().setAlias('fraud', 'champion', 'v1.0.0');
      expect(await open().alias('fraud', 'champion')).toEqual({ version: 'v1.0.0', digest: digests.two });
      expect(await open().alias('churn', 'champion')).toBeUndefined();
    }));

  it('names and values of any kind are taken or cut', () =>
    using(async ({ open }) => {
      const record = recordFixture();
      const values = {
        'depth (max)': '3',
        '../x': 'y',
        größe: 'ü'.repeat(7000),
        ...Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`p${index}`, String(index)])),
      };
      const digest = digests.one;
      const training = { params: { path: 'params.yml', digest, values }, environment: {}, outputs: [] };
      const odd = trackedVersion('v1.0.0', { record: { ...record, training }, location: '/home/ada/model.bin' });
      expect(await open().register(odd)).toEqual(await open().register(odd));
    }));
}
