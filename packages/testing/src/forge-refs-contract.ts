import { type Forge, type Refs, ServiceError } from '@weighbridge/core';
import { describe, expect, test } from 'vitest';
import type { ForgeTrial } from './forge-contract.ts';

type Current = () => ForgeTrial;

const nowhere = 'f'.repeat(40);

/** Commits, asked from the forge. */
export function refsContract(trial: Current): void {
  describe('refs', () => {
    test('the tip of a branch, and of nothing else', async () => {
      const { forge, ids } = trial();
      expect(await refsOf(forge).tip('main')).toBe(ids.tip);
      for (const name of ['no/such branch', ids.tags[0], ids.tip])
        expect(await refsOf(forge).tip(name)).toBeUndefined();
    });
    test('merge base', async () => {
      const { forge, ids } = trial();
      const refs = refsOf(forge);
      expect(await refs.mergeBase(ids.tip, ids.head)).toBe(ids.fork);
      expect(await refs.mergeBase(ids.tip, ids.root)).toBe(ids.root);
      // Some forges fail when there is no common ancestor; then nobody knows, and no commit is invented.
      expect(await refs.mergeBase(ids.tip, ids.alone).catch(unlessOfService)).toBeUndefined();
      expect(await refs.mergeBase(ids.tip, nowhere)).toBeUndefined();
    });
    test('first-parent ancestors: merged branches are not among them', async () => {
      const { forge, ids } = trial();
      const shas = (await refsOf(forge).ancestors(ids.tip, 10)).map(({ sha }) => sha);
      expect(shas).toEqual([ids.tip, ids.merge, ids.fork, ids.root]);
      expect(await refsOf(forge).ancestors(ids.tip, 2)).toHaveLength(2);
      expect((await refsOf(forge).ancestors('main', 1)).map(({ sha }) => sha)).toEqual([ids.tip]);
      expect(await refsOf(forge).ancestors(nowhere, 2)).toEqual([]);
    });
    test('the text of a file at a commit', async () => {
      const { forge, ids } = trial();
      const refs = refsOf(forge);
      expect(await refs.file('metrics.json', ids.tip)).toBe('{"auc":0.7}\n');
      expect(await refs.file('data/ünï code.txt', ids.tip)).toBe('grüße\n');
      expect(await refs.file('metrics.json', ids.head)).toBeUndefined();
      expect(await refs.file('data', ids.tip)).toBeUndefined();
      expect(await refs.file('metrics.json', nowhere)).toBeUndefined();
    });
  });
}

function unlessOfService(error: unknown): undefined {
  expect(error).toBeInstanceOf(ServiceError);
}

function refsOf({ refs }: Forge): Refs {
  if (!refs) throw new Error('the adapter has no refs');
  return refs;
}
