import { addChange } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { train } from '../reuse/story.ts';
import { mergedChange, shipOnce } from './story.ts';
import {
  type Answer,
  call,
  clean,
  jobOf,
  mergeChange,
  openTrial,
  predictions,
  runOf,
  type Trial,
  tagsOf,
} from './trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial({}, { remote: false });
});
afterEach(() => trial.close());

/** A change's own run, and then one of the same head for another change, whose target has a workflow of its own. */
async function twice(branch: string, target: string): Promise<Answer> {
  const { git, state } = trial;
  git.git('switch', '-q', '-c', branch);
  const head = git.commit(branch, { 'train.py': `print('${branch}')\n` });
  for (const [number, baseRef, weights] of [
    [5, 'main', 'reviewed'],
    [6, target, 'another workflow wrote this'],
  ] as const) {
    const run = runOf(trial, { commit: head, event: 'pull_request', branch });
    const change = { kind: 'change', number, baseRef, fork: false } as const;
    const files = { 'predictions.csv': predictions(true), 'model/weights.bin': weights };
    await train(git, await jobOf(trial, run, change, 'model'), files);
    clean(trial);
  }
  const { commit } = mergeChange(trial, branch);
  addChange(state, { number: 6, head, headRef: branch, baseRef: target, open: false });
  return shipOnce(trial, commit);
}

describe('after a merge', { timeout: 120_000 }, () => {
  it('no run is taken over that may have been for another target', async () => {
    expect(await twice('one', 'evil')).toMatchObject({ exit: 1, outputs: { outcome: 'refused' } });
    expect(tagsOf(trial)).toEqual(['']);
  });

  it('a run for a change that was opened twice to one target is', async () => {
    expect(await twice('one', 'main')).toMatchObject({ exit: 0, outputs: { version: 'v1.0.0' } });
  });

  it('a change from the default branch into another is not its own run', async () => {
    const commit = await mergedChange(trial, 'one');
    for (const run of trial.state.runs) Object.assign(run, { branch: 'main' });
    expect(await shipOnce(trial, commit)).toMatchObject({ exit: 1, outputs: { outcome: 'refused' } });
    expect(tagsOf(trial)).toEqual(['']);
  });

  it('a run of a tag that is called like the branch is none on it', async () => {
    const { git } = trial;
    git.git('switch', '-q', '-c', 'one');
    const head = git.commit('one', { 'train.py': 'print(2)\n' });
    const run = runOf(trial, { commit: head, event: 'push', branch: 'main', tag: true });
    const written = { 'predictions.csv': predictions(true), 'model/weights.bin': 'of a tag' };
    const push = { kind: 'push', branch: 'main', forced: false, isDefault: false } as const;
    const job = await jobOf(trial, run, push, 'model');
    const { record } = await train(git, job, written);
    clean(trial);
    const { commit } = mergeChange(trial, 'one');
    trial.state.changes.clear();
    // The ledger, which anybody may write to, names the run; its key is that of the merged commit.
    await job.ledger?.append(record);
    expect(await shipOnce(trial, commit)).toMatchObject({ exit: 1, outputs: { outcome: 'refused' } });
  });

  it.each([
    [{ kind: 'other', event: 'tag' }, 'main'],
    [{ kind: 'other', event: 'schedule' }, 'refs/tags/main'],
    [{ kind: 'other', event: 'workflow_dispatch' }, 'one'],
  ] as const)('nothing is shipped for %o on %s', async (occasion, ref) => {
    const commit = await mergedChange(trial, 'one');
    const job = await jobOf(trial, runOf(trial, { commit, event: 'push', branch: 'main' }), occasion);
    await expect(call('ship', {}, { ...job, runner: { ...job.runner, ref } })).rejects.toMatchObject({
      code: 'WB6501',
    });
  });
});
