import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callOnMain, mergedChange, shipOnce } from './story.ts';
import { call, clean, jobOf, onMain, openTrial, policy, rollout, runOf, type Trial, tagsOf } from './trial.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await openTrial({ 'weighbridge.yml': policy(rollout) }, { remote: false });
});
afterEach(() => trial.close());

describe('evidence that is refused:', { timeout: 120_000 }, () => {
  it('a record that somebody pushed to the ledger by hand, with a tag to go with it', async () => {
    await shipOnce(trial, await mergedChange(trial, 'one'));
    const head = trial.git.commit('by hand', { 'notes.md': 'x' });
    const job = await jobOf(trial, runOf(trial, { commit: head, event: 'push', branch: 'main' }), onMain());
    const [entry] = (await job.ledger?.entries('churn')) ?? [];
    if (!entry) throw new Error('no entry');
    const forged = {
      ...entry.record,
      subject: { ...entry.record.subject, head, run: { id: '999', attempt: 1, job: 'x' } },
    };
    const digest = await job.ledger?.append(forged);
    const model = forged.training?.outputs.find(({ name }) => name === 'model')?.digest ?? '';
    const message = `forged\n\nWeighbridge-Record: ${digest}\nWeighbridge-Model: ${model}\n`;
    await job.tags?.create({ name: 'churn@v9.0.0', commit: head, message, at: new Date('2026-11-23T00:00:00Z') });
    const answer = await callOnMain(trial, 'promote', { version: 'v9.0.0' });
    expect(answer).toMatchObject({
      exit: 1,
      outputs: { outcome: 'refused', reason: expect.stringMatching(/not believed/) },
    });
    expect(tagsOf(trial).filter((tag) => tag.includes('#'))).toEqual(['churn#champion#1']);
  });

  it('a tag on another commit, that names a record and other bytes than were weighed', async () => {
    await shipOnce(trial, await mergedChange(trial, 'one'));
    const head = trial.git.commit('by hand', { 'notes.md': 'x' });
    const job = await jobOf(trial, runOf(trial, { commit: head, event: 'push', branch: 'main' }), onMain());
    const [entry] = (await job.ledger?.entries('churn')) ?? [];
    const message = `other bytes\n\nWeighbridge-Record: ${entry?.digest}\nWeighbridge-Model: sha256:${'0'.repeat(64)}\n`;
    await job.tags?.create({ name: 'churn@v9.0.0', commit: head, message, at: new Date('2026-11-23T00:00:00Z') });
    expect(await callOnMain(trial, 'promote', { version: 'v9.0.0' })).toMatchObject({
      exit: 1,
      outputs: { reason: expect.stringMatching(/its tag is on .*, and its record is of/) },
    });
  });

  it('a rollout that somebody wrote by hand, of a version that nobody weighed', async () => {
    await shipOnce(trial, await mergedChange(trial, 'one'));
    const head = trial.git.commit('by hand', { 'notes.md': 'x' });
    const job = await jobOf(trial, runOf(trial, { commit: head, event: 'push', branch: 'main' }), onMain());
    const [entry] = (await job.ledger?.entries('churn')) ?? [];
    const model = entry?.record.training?.outputs.find(({ name }) => name === 'model')?.digest ?? '';
    const message = `by hand\n\nWeighbridge-Record: ${entry?.digest}\nWeighbridge-Model: ${model}\n`;
    await job.tags?.create({ name: 'churn@v9.0.0', commit: head, message, at: new Date('2026-11-23T00:00:00Z') });
    expect(await callOnMain(trial, 'deploy', { version: 'v9.0.0' })).toMatchObject({
      exit: 1,
      outputs: { outcome: 'refused', reason: expect.stringMatching(/v9\.0\.0 is not believed/) },
    });
    expect(trial.served).toMatchObject({ stable: 'v1.0.0', canary: undefined });
  });
});

describe('bytes that are refused:', { timeout: 120_000 }, () => {
  it('one changed byte of the model on its way from the change', async () => {
    const commit = await mergedChange(trial, 'one');
    const bytes = trial.state.artifacts.find(({ name }) => name.startsWith('wbytes-'));
    if (!bytes) throw new Error('no bytes');
    const at = bytes.bytes.length >> 1;
    bytes.bytes[at] = (bytes.bytes[at] ?? 0) ^ 1;
    const answer = await shipOnce(trial, commit).catch((error: unknown) => error);
    expect(answer).toMatchObject({
      exit: 1,
      outputs: { outcome: 'refused', reason: expect.stringMatching(/no trusted run/) },
    });
    expect(tagsOf(trial)).toEqual(['']);
  });

  it('the run of an earlier head of the change, and one of a fork', async () => {
    const commit = await mergedChange(trial, 'one');
    const change = trial.state.changes.get(5);
    if (!change) throw new Error('no change');
    change.head = trial.git.git('rev-parse', 'main~1');
    expect(await shipOnce(trial, commit)).toMatchObject({ exit: 1, outputs: { outcome: 'refused' } });
    trial.state.changes.set(5, { ...change, head: trial.git.git('rev-parse', 'one'), fork: 'mallory/models' });
    clean(trial);
    expect(await shipOnce(trial, commit)).toMatchObject({ exit: 1, outputs: { outcome: 'refused' } });
    expect(tagsOf(trial)).toEqual(['']);
  });
});

describe('a version that is refused:', { timeout: 120_000 }, () => {
  it('a pickle that runs code when it is loaded', async () => {
    const evil = "cos\nsystem\n(S'echo owned'\ntR.";
    const commit = await mergedChange(trial, 'one', { 'model/weights.bin': evil });
    await expect(shipOnce(trial, commit)).rejects.toMatchObject({ name: 'UserError', code: 'WB6301' });
    expect(tagsOf(trial)).toEqual(['']);
  });

  it('an older version over a newer champion, unless asked', async () => {
    await shipOnce(trial, await mergedChange(trial, 'one'), { wait: false });
    await shipOnce(trial, await mergedChange(trial, 'two'), { wait: false });
    const older = { version: 'v1.0.0' };
    expect(await callOnMain(trial, 'promote', older)).toMatchObject({
      exit: 1,
      outputs: { reason: expect.stringMatching(/is v1\.1\.0, which is newer/) },
    });
    expect(await callOnMain(trial, 'promote', { ...older, allowOlder: true })).toMatchObject({ exit: 0 });
    expect(tagsOf(trial).at(2)).toBe('churn#champion#3');
  });

  it('two that ship one model at once: one ships', async () => {
    const commit = await mergedChange(trial, 'one');
    const both = await Promise.allSettled([shipOnce(trial, commit), shipOnce(trial, commit)]);
    const lost = both.filter(({ status }) => status === 'rejected');
    expect(lost.length).toBeLessThanOrEqual(1);
    for (const each of lost) expect(each).toMatchObject({ reason: { code: 'WB6551' } });
    expect(tagsOf(trial)).toEqual(['churn#champion#1', 'churn@v1.0.0']);
  });

  it('a change, whatever its run made', async () => {
    const commit = await mergedChange(trial, 'one');
    const run = runOf(trial, { commit, event: 'pull_request', branch: 'one' });
    const job = await jobOf(trial, run, { kind: 'change', number: 5, baseRef: 'main', fork: false });
    await expect(call('ship', {}, job)).rejects.toMatchObject({ code: 'WB6501' });
  });
});
