import { believerFor, type Context, startWeighing } from '@weighbridge/command';
import type { LedgerEntry, Runner } from '@weighbridge/core';
import { localForge } from '@weighbridge/forge';
import { pushHistory } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { atHome, inRun } from '../reuse/workplace.ts';
import { entryOf, jobOf, openWorld, policyText, publish, sign, type World, weighed } from './world.ts';

const easier = policyText.replace('{ by: key, keys: [keys/weighbridge.pub] }', '{ by: api }');
const unsigned = { refused: 'it has no attestation' };

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** A branch whose policy believes the forge, checked out where the default branch's believes a key. */
async function onEasierBranch(text = easier): Promise<{ readonly entry: LedgerEntry; readonly head: string }> {
  const record = await weighed(world);
  publish(world, record);
  const entry = await entryOf(world, record);
  world.git.git('switch', '-q', '-c', 'feature');
  const head = world.git.commit('easier', { 'weighbridge.yml': text });
  pushHistory(world.state, world.git);
  return { entry, head };
}

async function believes(entry: LedgerEntry, context: Context): Promise<unknown> {
  const weighing = await startWeighing({ policy: 'weighbridge.yml' }, context);
  expect(weighing.policy.attest).toEqual({ by: 'api' });
  return believerFor(weighing)(entry);
}

describe('whom the default branch’s policy believes', () => {
  it.each<readonly [string, (head: string) => Runner['occasion']]>([
    ['a change', (head) => ({ kind: 'change', number: 3, head, baseRef: 'main', baseTip: world.commit, fork: false })],
    ['a dispatch', () => ({ kind: 'other', event: 'workflow_dispatch' })],
    ['a schedule', () => ({ kind: 'other', event: 'schedule' })],
    ['a push elsewhere', () => ({ kind: 'push', branch: 'feature', forced: false, isDefault: false })],
  ])('counts in %s, whatever is checked out', async (_name, occasion) => {
    const { entry, head } = await onEasierBranch();
    expect(await believes(entry, jobOf(world, { runner: inRun(1, occasion(head)) }))).toEqual(unsigned);
  });

  it('counts on a push whose checkout was edited by an earlier step', async () => {
    const record = await weighed(world);
    publish(world, record);
    const entry = await entryOf(world, record);
    world.git.write({ 'weighbridge.yml': easier });
    expect(await believes(entry, jobOf(world))).toEqual(unsigned);
  });

  it('counts on a machine of one’s own', async () => {
    const { entry } = await onEasierBranch();
    const home = jobOf(world, { runner: atHome, forge: localForge({ repository: '' }) });
    expect(await believes(entry, home)).toEqual(unsigned);
    world.ledger.clear();
    const signed = await entryOf(world, entry.record, await sign(entry.record, world.key));
    expect(await believes(signed, { ...home, runner: { ...atHome, repository: 'acme/models' } })).toMatchObject({
      kind: 'attestation',
    });
  });

  it('is nobody where it cannot be read', async () => {
    world.git.commit('broken', { 'weighbridge.yml': 'attest: { by: sigstore }\n' });
    const { entry } = await onEasierBranch();
    const dispatched = inRun(1, { kind: 'other', event: 'workflow_dispatch' });
    expect(await believes(entry, jobOf(world, { runner: dispatched }))).toEqual({
      refused: expect.stringMatching(
        /weighbridge\.yml at [0-9a-f]{7} says whom to believe, and cannot be read \(WB2\d{3}\)/,
      ),
    });
  });

  it('is the forge where the branch has no policy yet, whatever a change brings', async () => {
    world.git.git('rm', '-q', 'weighbridge.yml');
    world.git.git('commit', '-q', '-m', 'no policy');
    const { entry } = await onEasierBranch();
    const dispatched = inRun(1, { kind: 'other', event: 'workflow_dispatch' });
    expect(await believes(entry, jobOf(world, { runner: dispatched }))).toMatchObject({ kind: 'api' });
  });
});
