import { type Context, startWeighing } from '@weighbridge/command';
import { addChange, addNote, type FakeChange, pushHistory } from '@weighbridge/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { call, jobOf, onMain, openTrial, predictions, runOf, type Trial } from '../ship/trial.ts';

const branch = 'weighbridge/retrain-churn-1';
const dispatched = { kind: 'other', event: 'workflow_dispatch' } as const;

/** A model on main that was weighed, a branch with a retraining, and a main that has gone on since. */
interface Retraining extends Trial {
  readonly base: string;
  readonly head: string;
}

let trial: Retraining;
beforeAll(async () => {
  const opened = await openTrial({}, { remote: false });
  const { git, state } = opened;
  const base = git.git('rev-parse', 'HEAD');
  await weigh(opened, await jobOf(opened, runOf(opened, { commit: base, event: 'push', branch: 'main' }), onMain()));
  git.git('switch', '-q', '-c', branch);
  const head = git.commit('newer data', { 'data.csv': 'new\n' });
  git.git('switch', '-q', 'main');
  git.commit('main goes on', { 'README.md': 'more\n' });
  git.git('switch', '-q', branch);
  pushHistory(state, git);
  trial = { ...opened, base, head };
});
afterEach(() => {
  trial.git.git('checkout', '-q', trial.head);
  trial.state.changes.clear();
  trial.state.notes.length = 0;
});
afterAll(() => trial.close());

/** Leaves predictions, as a training would, and judges them. */
async function weigh({ git }: Trial, context: Context): Promise<void> {
  git.write({ 'predictions.csv': predictions(true) });
  await call('gate', { writeReport: false }, context);
}

/** A job of a run on the branch; `more` changes what the runner says. */
async function jobOnBranch(more: Partial<Context['runner']> = {}): Promise<Context & { readonly said: string[] }> {
  const run = runOf(trial, { commit: trial.head, event: 'workflow_dispatch', branch });
  const context = await jobOf(trial, run, dispatched, 'verdict');
  const runner = { ...context.runner, commit: trial.head, ref: `refs/heads/${branch}`, ...more };
  return { ...context, runner };
}

function open(more: Partial<FakeChange> = {}): FakeChange {
  return addChange(trial.state, { number: 7, head: trial.head, headRef: branch, ...more });
}

async function changeOf(context: Context): Promise<number | undefined> {
  const { record } = await startWeighing({ policy: 'weighbridge.yml' }, context);
  return record.subject.change?.number;
}

describe('a run that was dispatched on the branch of a retraining', () => {
  it('writes the note of the open change, and compares with where that left the default branch', async () => {
    open();
    const context = await jobOnBranch();
    await weigh(trial, context);
    expect((await call('report', {}, context)).exit, context.said.join('\n')).toBe(0);
    expect(trial.state.notes).toMatchObject([{ change: 7, body: expect.stringContaining('churn passed') }]);
    expect(trial.state.notes[0]?.body).toContain(trial.head.slice(0, 7));
    expect(trial.state.notes[0]?.body).toContain(trial.base.slice(0, 7));
  });

  it('compares with the same commit where there is no change yet, and writes no note', async () => {
    const context = await jobOnBranch();
    await weigh(trial, context);
    expect(context.said.join('\n')).toContain(`compared at ${trial.base.slice(0, 7)} (merge-base`);
    await call('report', {}, context);
    expect(context.said.join('\n')).toContain('No note: this run belongs to no change.');
    expect(trial.state.notes).toEqual([]);
  });

  it.each<[string, Partial<FakeChange>]>([
    ['a fork’s branch of that name and commit', { fork: 'eve/models' }],
    ['a change that was closed', { open: false }],
    ['a change into another branch', { baseRef: 'release' }],
    ['a change of another branch at this commit', { headRef: 'elsewhere' }],
  ])('does not speak for %s', async (_, more) => {
    open(more);
    expect(await changeOf(await jobOnBranch())).toBeUndefined();
  });

  it('does not speak for a change whose head is another commit by now', async () => {
    const { git, state } = trial;
    open({ head: git.commit('a person’s push', { 'data.csv': 'newest\n' }) });
    pushHistory(state, git);
    git.git('checkout', '-q', trial.head);
    expect(await changeOf(await jobOnBranch())).toBeUndefined();
  });

  it.each<[string, Partial<Context['runner']>]>([
    ['a branch of another name', { ref: 'refs/heads/retrain-churn-1' }],
    ['a tag of such a name', { ref: `refs/tags/${branch}` }],
    ['a push', { occasion: { kind: 'push', branch, forced: false, isDefault: false } }],
  ])('is not %s', async (_, more) => {
    open();
    expect(await changeOf(await jobOnBranch(more))).toBeUndefined();
  });

  it('says so where the token may not look, and goes on without', async () => {
    open();
    addNote(trial.state, 7, 'eve', 'a remark');
    trial.state.tokens.set('a-token', { kind: 'job', login: 'bot', permissions: { contents: 'read' } });
    const context = await jobOnBranch();
    expect(await changeOf(context)).toBeUndefined();
    expect(context.said.join('\n')).toMatch(/Which change this branch has could not be asked: .*pull-requests: read/);
  });
});
