import { baselineBeliever, believeEntry, believerFor, startWeighing } from '@weighbridge/command';
import type { RunRecord } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import { pushHistory } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atHome, inRun } from '../reuse/workplace.ts';
import { entryOf, jobOf, keyPair, openWorld, policyText, publish, sign, type World, weighed } from './world.ts';

const byApi = { attest: { by: 'api' } } as const;
const byKey = { attest: { by: 'key', keys: ['keys/weighbridge.pub'] } } as const;

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

function failed(record: RunRecord): RunRecord {
  return { ...record, ...(record.verdict ? { verdict: { ...record.verdict, outcome: 'failed', exit: 1 } } : {}) };
}

describe('an entry of the ledger, by the forge’s word', () => {
  it('is believed when the API confirms its run, and the run’s artifacts hold it', async () => {
    const record = await weighed(world);
    publish(world, record);
    const id = record.subject.run?.id;
    const evidence = { kind: 'api', run: id, event: 'push', commit: world.commit };
    expect(await believeEntry(await entryOf(world, record), jobOf(world), byApi)).toEqual(evidence);
  });

  it.each([
    ['a change', { event: 'pull_request' }, /started by pull_request/],
    ['another branch', { branch: 'feature' }, /on feature/],
    ['a fork', { headRepository: 'mallory/models' }, /a fork/],
    ['another commit', { commit: '8'.repeat(40) }, /8888888/],
    ['a tag that is called otherwise', { branch: 'refs/tags/main' }, /on refs\/tags\/main/],
  ])('is refused when its run was of %s', async (_name, run, why) => {
    const record = await weighed(world, run);
    publish(world, record);
    const belief = await believeEntry(await entryOf(world, record), jobOf(world), byApi);
    expect(belief).toEqual({ refused: expect.stringMatching(why) });
  });

  it('is refused when it was written by hand, whatever run it names', async () => {
    const honest = failed(await weighed(world));
    publish(world, honest);
    const { verdict } = await weighed(world);
    const forged = { ...honest, ...(verdict ? { verdict } : {}) };
    const entry = await entryOf(world, forged);
    expect(await believeEntry(entry, jobOf(world), byApi)).toEqual({
      refused: expect.stringMatching(/another record/),
    });
    for (const id of ['999', '1/../../2', 'x', '']) {
      const named = { ...forged, subject: { ...forged.subject, run: { id, attempt: 1, job: 'model' } } };
      world.ledger.clear();
      const belief = await believeEntry(await entryOf(world, named), jobOf(world), byApi);
      expect(belief).toEqual({ refused: expect.stringMatching(/no run/) });
    }
    // What is no id is put into no address.
    expect(world.server.log.filter((line) => /runs\/(?!\d+(?:\/|\?|$))/.test(line))).toEqual([]);
  });
});

describe('an entry of the ledger whose run says less', () => {
  it('is refused with a way out when the run’s artifacts are gone', async () => {
    const record = await weighed(world);
    const entry = await entryOf(world, record);
    const gone = { refused: expect.stringMatching(/artifacts are gone.*attest: \{ by: key \}/), gone: true };
    expect(await believeEntry(entry, jobOf(world), byApi)).toEqual(gone);
    publish(world, record);
    for (const artifact of world.state.artifacts) Object.assign(artifact, { expired: true });
    expect(await believeEntry(entry, jobOf(world), byApi)).toEqual(gone);
  });

  it('is refused when its run was of a commit that the branch does not reach: a tag may have the branch’s name', async () => {
    const { git } = world;
    git.git('switch', '-q', '-c', 'feature');
    const commit = git.commit('not merged', { 'train.py': 'evil' });
    git.git('switch', '-q', 'main');
    const record = await weighed({ ...world, commit }, { tag: true });
    publish(world, record);
    const entry = await entryOf(world, record);
    const refused = { refused: expect.stringMatching(/is not on the branch main/) };
    expect(await believeEntry(entry, jobOf(world), byApi)).toEqual(refused);
    // Nor where a forge’s commits of that name would be the tag’s.
    pushHistory(world.state, git);
    world.state.tags.set('main', commit);
    const dispatched = { ...inRun(1, { kind: 'other', event: 'workflow_dispatch' }), ref: 'refs/heads/main' };
    expect(await believeEntry(entry, jobOf(world, { runner: dispatched }), byApi)).toEqual(refused);
    git.git('switch', '-q', '--detach', 'main');
    git.git('tag', 'origin/main', commit);
    git.git('update-ref', 'refs/remotes/origin/main', 'main');
    git.git('tag', 'main', commit);
    world.state.branches.delete('main');
    expect(await believeEntry(entry, jobOf(world, { runner: dispatched }), byApi)).toEqual(refused);
  });

  it('is found among the sections of its own attempt', async () => {
    const record = await weighed(world);
    publish(world, record);
    publish(world, failed(record), 'wb-churn-gate-model-2');
    expect(await believeEntry(await entryOf(world, record), jobOf(world), byApi)).toMatchObject({ kind: 'api' });
  });
});

describe('an entry of the ledger, where the forge cannot be asked', () => {
  it('is no answer when nobody could look', async () => {
    const record = await weighed(world);
    publish(world, record);
    const entry = await entryOf(world, record);
    const blind = jobOf(world, { token: 'a-blind-token' });
    await expect(believeEntry(entry, blind, byApi)).rejects.toMatchObject({ name: 'PermissionError' });
    const mute = jobOf(world, { forge: localForge({ repository: 'acme/models' }) });
    await expect(believeEntry(entry, mute, byApi)).rejects.toMatchObject({ name: 'ServiceError', code: 'WB6254' });
    world.server.interrupt(() => ({ status: 503, body: {} }));
    await expect(believeEntry(entry, jobOf(world), byApi)).rejects.toMatchObject({ name: 'ServiceError' });
  });

  it('on a machine of one’s own is the ledger’s word, and says so', async () => {
    const home = jobOf(world, { runner: atHome, forge: localForge({ repository: '' }) });
    const entry = await entryOf(world, await weighed(world));
    expect(await believeEntry(entry, home, byApi)).toEqual({ kind: 'local' });
    for (const own of ['/srv/models.git', '../models.git', 'file:///srv/models.git', 'C:\\models.git']) {
      world.git.git('config', 'remote.origin.url', own);
      expect(await believeEntry(entry, home, byApi)).toEqual({ kind: 'local' });
    }
  });

  it.each([
    'https://github.com/acme/models',
    'git@github.com:acme/models.git',
    'ssh://git@h/m',
    'file://host/m',
    '//host/m',
  ])('is refused on a machine whose repository is shared at %s', async (url) => {
    const home = jobOf(world, { runner: atHome, forge: localForge({ repository: '' }) });
    world.git.git('config', 'remote.upstream.url', '/srv/models.git');
    world.git.git('config', 'remote.upstream.pushurl', url);
    const entry = await entryOf(world, await weighed(world));
    const refused = { refused: expect.stringMatching(/no forge can be asked; set `attest: \{ by: key \}`/) };
    expect(await believeEntry(entry, home, byApi)).toEqual(refused);
    world.git.commit('by the forge', { 'weighbridge.yml': policyText.replace(/^attest.*\n/mu, '') });
    const weighing = await startWeighing({ policy: 'weighbridge.yml' }, home);
    expect(await believerFor(weighing)(entry)).toEqual(refused);
    // To compare with it is harmless.
    expect(await baselineBeliever(weighing)(entry)).toEqual({ kind: 'local' });
  });
});

describe('an entry of the ledger, by signature', () => {
  it('is believed for a key that the default branch has', async () => {
    const record = await weighed(world);
    const entry = await entryOf(world, record, await sign(record, world.key));
    const belief = await believeEntry(entry, jobOf(world), byKey);
    expect(belief).toEqual({ kind: 'attestation', signer: expect.stringMatching(/^key SHA256:/) });
  });

  it('is refused without a signature, with another record’s, and with one for other bytes', async () => {
    const record = await weighed(world);
    const own = await sign(record, world.key);
    const reason = async (of: RunRecord, bundle?: string): Promise<unknown> => {
      world.ledger.clear();
      return believeEntry(await entryOf(world, of, bundle), jobOf(world), byKey);
    };
    expect(await reason(record)).toEqual({ refused: 'it has no attestation' });
    expect(await reason(failed(record), own)).toEqual({ refused: expect.stringMatching(/the record sha256/) });
    const other = await sign(record, world.key, `sha256:${'0'.repeat(64)}`);
    expect(await reason(record, other)).toEqual({
      refused: expect.stringMatching(/bytes that the record does not name/),
    });
  });

  it('is refused for a key that a change brings, by a new file or in the old one’s place', async () => {
    const mallory = keyPair();
    const record = await weighed(world);
    const entry = await entryOf(world, record, await sign(record, mallory.key));
    world.git.git('switch', '-q', '-c', 'feature');
    const head = world.git.commit('mine', { 'keys/weighbridge.pub': mallory.pub, 'keys/mine.pub': mallory.pub });
    const change = { kind: 'change', number: 3, head, baseRef: 'main', baseTip: world.commit, fork: false } as const;
    const job = jobOf(world, { runner: inRun(1, change) });
    expect(await believeEntry(entry, job, byKey)).toEqual({ refused: expect.stringMatching(/does not trust/) });
    const mine = { attest: { by: 'key', keys: ['keys/mine.pub'] } } as const;
    await expect(believeEntry(entry, job, mine)).rejects.toMatchObject({ code: 'WB6204' });
  });
});
