import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callOnMain, mergedChange, serve, shipOnce, tickToEnd } from '../ship/story.ts';
import { openTrial, policy, rollout, type Trial, tagsOf } from '../ship/trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial({ 'weighbridge.yml': policy(rollout) }, { remote: false });
  await shipOnce(trial, await mergedChange(trial, 'one'), { wait: false });
}, 60_000);
afterEach(() => trial.close());

describe('a rollout after the merge', { timeout: 120_000 }, () => {
  it('serves the first version at once, and brings the second one there step by step', async () => {
    expect(trial.served).toMatchObject({ stable: 'v1.0.0', canary: undefined });
    const second = await mergedChange(trial, 'two');
    expect(await shipOnce(trial, second, { wait: false })).toMatchObject({
      exit: 0,
      outputs: { outcome: 'under way', version: 'v1.1.0', weight: '5' },
    });
    expect(await tickToEnd(trial)).toMatchObject({ exit: 0, outputs: { outcome: 'shipped', weight: '100' } });
    expect(trial.served).toMatchObject({ stable: 'v1.1.0', canary: undefined });
    expect(trial.served.calls.filter((call) => call.startsWith('set-weight'))).toEqual([
      'set-weight 5',
      'set-weight 50',
    ]);
    expect(await callOnMain(trial, 'deploy', { tick: true })).toMatchObject({
      outputs: { reason: 'no rollout is under way' },
    });
  });

  it('is aborted by harm, with the alias back, and the version is not let in again', async () => {
    const second = await mergedChange(trial, 'two');
    await shipOnce(trial, second, { wait: false });
    const ended = await tickToEnd(trial, 8);
    expect(ended).toMatchObject({ exit: 1, outputs: { outcome: 'rolled back' } });
    expect(ended.outputs['reason']).toMatch(/errors rose/);
    expect(trial.served).toMatchObject({ stable: 'v1.0.0', canary: undefined, weight: 0 });
    expect(tagsOf(trial).filter((tag) => tag.includes('#'))).toEqual([
      'churn#champion#1',
      'churn#champion#2',
      'churn#champion#3',
    ]);
    expect(trial.git.git('rev-parse', 'churn#champion#3^{commit}')).toBe(
      trial.git.git('rev-parse', 'churn@v1.0.0^{commit}'),
    );
    const again = await shipOnce(trial, second, { wait: false });
    expect(again).toMatchObject({
      exit: 1,
      outputs: { outcome: 'refused', reason: expect.stringMatching(/was rolled back/) },
    });
  });

  it('is stopped by hand, and after its end the version before comes back', async () => {
    await shipOnce(trial, await mergedChange(trial, 'two'), { wait: false });
    serve(trial, 1);
    expect(await callOnMain(trial, 'rollback')).toMatchObject({ exit: 0, outputs: { version: 'v1.0.0' } });
    expect(trial.served).toMatchObject({ stable: 'v1.0.0', canary: undefined, weight: 0 });
    await shipOnce(trial, await mergedChange(trial, 'three'), { wait: false });
    await tickToEnd(trial);
    expect(trial.served).toMatchObject({ stable: 'v1.2.0' });
    expect(await callOnMain(trial, 'rollback')).toMatchObject({ exit: 0, outputs: { version: 'v1.0.0' } });
    expect(trial.served).toMatchObject({ stable: 'v1.0.0' });
    expect(await callOnMain(trial, 'rollback', { to: 'v1.2.0' })).toMatchObject({
      exit: 0,
      outputs: { version: 'v1.2.0' },
    });
    expect(trial.served).toMatchObject({ stable: 'v1.2.0' });
  });

  it('is moved by one of two that tick at once', async () => {
    await shipOnce(trial, await mergedChange(trial, 'two'), { wait: false });
    serve(trial, 3);
    const before = trial.served.calls.length;
    const ticks = await Promise.allSettled([1, 2].map(() => callOnMain(trial, 'deploy', { tick: true })));
    expect(ticks.map(({ status }) => status)).toContain('fulfilled');
    expect(trial.served.calls.slice(before).filter((call) => call === 'set-weight 50').length).toBeLessThanOrEqual(1);
  });
});
