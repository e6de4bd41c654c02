import { type Changes, type Deployments, type Forge, PermissionError, type Releases } from '@weighbridge/core';
import { describe, expect, test } from 'vitest';
import type { ForgeTrial } from './forge-contract.ts';

type Current = () => ForgeTrial;

const nowhere = 'f'.repeat(40);

/** Which change a commit of the target branch was merged by. */
export function mergedContract(trial: Current): void {
  describe('merged changes', () => {
    test.each(['merge', 'squash', 'rebase'] as const)('the commit that a %s made', async (how) => {
      const { forge, ids } = trial();
      const { number, commit } = ids.merges[how];
      const found = await changesOf(forge).merged(commit);
      expect(found).toMatchObject({ number, mergeCommit: commit, baseRef: 'next', fork: false, open: false });
      expect(Date.parse(found?.mergedAt ?? '')).toBeGreaterThan(0);
    });
    test('of a fork it stays a fork’s', async () => {
      const { forge, ids } = trial();
      const { number, commit } = ids.merges.fork;
      expect(await changesOf(forge).merged(commit)).toMatchObject({ number, mergeCommit: commit, fork: true });
    });
    test.each(['merge', 'squash', 'rebase', 'fork'] as const)('not what a %s only brought along', async (how) => {
      const { forge, ids } = trial();
      for (const other of ids.merges[how].others) expect(await changesOf(forge).merged(other)).toBeUndefined();
    });
    test('not what was pushed, what is open, and what is not there', async () => {
      const { forge, ids } = trial();
      for (const commit of [ids.tip, ids.head, nowhere]) expect(await changesOf(forge).merged(commit)).toBeUndefined();
    });
    test('changes of one head: of its branch, and of its commit from another', async () => {
      const { forge, ids } = trial();
      const { ofHead } = changesOf(forge);
      const sorted = (list: readonly { readonly number: number; readonly baseRef: string }[]) =>
        list.map(({ number, baseRef }) => ({ number, baseRef })).sort((a, b) => a.number - b.number);
      const own = { number: ids.change, baseRef: 'main' };
      const all = sorted(await ofHead({ head: ids.head, headRef: 'better-features' }));
      expect(all).toContainEqual(own);
      expect(all).toContainEqual({ number: ids.otherTarget, baseRef: 'next' });
      expect(sorted(await ofHead({ head: nowhere, headRef: 'better-features' }))).toContainEqual(own);
      expect(sorted(await ofHead({ head: ids.head, headRef: 'no-such-branch' }))).toContainEqual(own);
      expect(await ofHead({ head: ids.tip, headRef: 'no-such-branch' })).toEqual([]);
    });
    test('an unknown token, and a repository that is not there', async () => {
      const { unknown, elsewhere, ids } = trial();
      const { commit } = ids.merges.merge;
      await expect(changesOf(unknown).merged(commit)).rejects.toBeInstanceOf(PermissionError);
      await expect(changesOf(elsewhere).merged(commit)).rejects.toMatchObject({ code: 'WB5001' });
    });
  });
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Releases of tags, with files. */
export function releasesContract(trial: Current): void {
  describe('releases', () => {
    test.each([0, 1] as const)('of a tag: made once, found again (%i)', async (index) => {
      const { forge, ids } = trial();
      const tag = ids.tags[index];
      const releases = releasesOf(forge);
      expect(await releases.find(tag)).toBeUndefined();
      const made = await releases.create({ tag, name: `The ${tag}`, body: 'Passed.' });
      expect(made).toMatchObject({ tag, files: [] });
      expect(made.url).toContain(encodeURIComponent(tag).slice(0, 5));
      expect((await releases.create({ tag, name: 'Second', body: '' })).id).toBe(made.id);
      expect(await releases.find(tag)).toEqual(made);
    });
    test('a file is added once; one of that name is left as it is', async () => {
      const { forge, ids, releaseFiles } = trial();
      const [tag] = ids.tags;
      const releases = releasesOf(forge);
      const release = await releases.create({ tag, name: tag, body: '' });
      await releases.addFile(release, 'manifest.json', bytes('{"grüße":1}'));
      await releases.addFile(release, 'manifest.json', bytes('another'));
      await releases.addFile(release, 'card.md', bytes('# churn'));
      expect([...((await releases.find(tag))?.files ?? [])].sort()).toEqual(['card.md', 'manifest.json']);
      const files = [...(await releaseFiles(tag))].sort((a, b) => a.name.localeCompare(b.name));
      expect(files).toEqual([
        { name: 'card.md', text: '# churn' },
        { name: 'manifest.json', text: '{"grüße":1}' },
      ]);
    });
    test('a tag that is missing is not made', async () => {
      const { forge, tags } = trial();
      const before = await tags();
      const made = releasesOf(forge).create({ tag: 'churn@v9.0.0', name: '', body: '' });
      await expect(made).rejects.toMatchObject({ code: 'WB5009' });
      expect(await tags()).toEqual(before);
    });
    test('a file that is too large, and a name that a forge would change', async () => {
      const { forge, ids } = trial();
      const release = await releasesOf(forge).create({ tag: ids.tags[0], name: '', body: '' });
      const large = releasesOf(forge).addFile(release, 'model.bin', new Uint8Array(64 * 1024 * 1024 + 1));
      await expect(large).rejects.toMatchObject({ code: 'WB5010' });
      await expect(releasesOf(forge).addFile(release, '../a b', bytes(''))).rejects.toThrow(TypeError);
    });
    test('a token that may only read says what it needs', async () => {
      const { forge, reader, ids, needs } = trial();
      const [tag] = ids.tags;
      const release = await releasesOf(forge).create({ tag, name: '', body: '' });
      const refusal = { name: 'PermissionError', needed: expect.stringContaining(needs.releases) };
      const file = releasesOf(reader).addFile(release, 'refused.json', bytes(''));
      await expect(file).rejects.toMatchObject(refusal);
      await expect(releasesOf(reader).create({ tag, name: '', body: '' })).rejects.toMatchObject(refusal);
    });
  });
}

/** Deployments and the approvals of a run. */
export function deploymentsContract(trial: Current): void {
  const environment = 'staging/europe';
  describe('deployments', () => {
    test('one for each commit, environment and version', async () => {
      const { forge, ids } = trial();
      const { create } = deploymentsOf(forge);
      const [ref, other] = ids.tags;
      const wanted = { commit: ids.tip, ref, environment, name: ref };
      const made = await create(wanted);
      expect(await create(wanted)).toEqual(made);
      const others = [
        await create({ ...wanted, ref: other, name: other }),
        await create({ ...wanted, environment: 'production' }),
        await create({ ...wanted, commit: ids.merge }),
      ];
      expect(new Set([made, ...others].map(({ id }) => id)).size).toBe(4);
    });
    test('states, each said twice, with a long description', async () => {
      const { forge, ids, states, deploymentStates } = trial();
      const { create, setState } = deploymentsOf(forge);
      const deployment = await create({ commit: ids.side, ref: ids.tags[0], environment, name: 'states' });
      for (const state of ['in_progress', 'success', 'failure', 'inactive'] as const) {
        const about = { description: '€'.repeat(300), url: 'https://churn.example' };
        await setState(deployment, state, about);
        await setState(deployment, state, about);
        expect((await deploymentStates(deployment.id)).at(-1)).toBe(states[state]);
      }
    });
    test('a token that may only read says what it needs', async () => {
      const { forge, reader, ids, needs } = trial();
      const wanted = { commit: ids.root, ref: ids.tags[0], environment, name: 'refused' };
      const refusal = { name: 'PermissionError', needed: needs.deployments };
      await expect(deploymentsOf(reader).create(wanted)).rejects.toMatchObject(refusal);
      const made = await deploymentsOf(forge).create(wanted);
      const state = deploymentsOf(reader).setState(made, 'success', { description: '' });
      await expect(state).rejects.toMatchObject(refusal);
    });
    test('approvals of the environments of a run; none where none was asked for', async () => {
      const { forge, ids } = trial();
      const approval = { user: 'grace', environment: 'production', state: 'approved', comment: 'go' };
      expect(await deploymentsOf(forge).approvals(String(ids.run))).toEqual([approval]);
      expect(await deploymentsOf(forge).approvals(String(ids.forkRun))).toEqual([]);
    });
  });
}

function lacking(part: string): never {
  throw new Error(`the adapter has no ${part}`);
}
const changesOf = ({ changes }: Forge): Changes => changes ?? lacking('changes');
const releasesOf = ({ releases }: Forge): Releases => releases ?? lacking('releases');
const deploymentsOf = ({ deployments }: Forge): Deployments => deployments ?? lacking('deployments');
