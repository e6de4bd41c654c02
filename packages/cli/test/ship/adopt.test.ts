import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergedChange, shipOnce } from './story.ts';
import { openTrial, type Trial } from './trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial();
});
afterEach(() => trial.close());

describe('ship after a merge', { timeout: 120_000 }, () => {
  it('takes over the bytes of the change by their key, and makes a version and an alias', async () => {
    const commit = await mergedChange(trial, 'feature');
    const answer = await shipOnce(trial, commit);
    expect(answer).toMatchObject({
      exit: 0,
      outputs: { reason: 'v1.0.0 is champion', outcome: 'promoted', version: 'v1.0.0' },
    });
    expect(trial.bare.git('tag', '--list').split('\n')).toEqual(['churn#champion#1', 'churn@v1.0.0']);
    expect(trial.bare.git('rev-parse', 'churn@v1.0.0^{commit}')).toBe(commit);
  });
});
