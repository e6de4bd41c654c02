import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { train } from '../reuse/story.ts';
import { call, clean, jobOf, mergeChange, onMain, openTrial, predictions, runOf, type Trial } from './trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial();
});
afterEach(() => trial.close());

/** A change that was trained in a run of its own, and merged. */
async function mergedChange(): Promise<{ readonly number: number; readonly commit: string }> {
  const { git } = trial;
  git.git('switch', '-q', '-c', 'feature');
  const head = git.commit('better', { 'train.py': 'print(2)\n' });
  const run = runOf(trial, { commit: head, event: 'pull_request', branch: 'feature' });
  const change = { kind: 'change', number: 5, baseRef: 'main', fork: false } as const;
  await train(git, await jobOf(trial, run, change, 'model'), { 'predictions.csv': predictions(true) });
  clean(trial);
  return mergeChange(trial, 'feature');
}

describe('ship after a merge', () => {
  it('takes over the bytes of the change by their key, and makes a version and an alias', async () => {
    const { commit } = await mergedChange();
    const run = runOf(trial, { commit, event: 'push', branch: 'main' });
    const job = await jobOf(trial, run, onMain());
    const answer = await call('ship', {}, job);
    expect(answer).toMatchObject({
      exit: 0,
      outputs: { reason: 'v1.0.0 is champion', outcome: 'shipped', version: 'v1.0.0' },
    });
    expect(trial.bare.git('tag', '--list').split('\n')).toEqual(['churn#champion#1', 'churn@v1.0.0']);
    expect(trial.bare.git('rev-parse', 'churn@v1.0.0^{commit}')).toBe(commit);
  });
});
