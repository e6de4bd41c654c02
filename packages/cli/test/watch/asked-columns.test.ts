import { type Context, columnsAskedFor, startWeighing } from '@weighbridge/command';
import { decisionPath, type RetrainDecision, type Retraining, type Runner } from '@weighbridge/core';
import { addChange, memoryDocuments, watchFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRun } from '../reuse/workplace.ts';
import { decided, type RetrainTrial, retrainTrial, sha256, start } from './retrain-trial.ts';

let trial: RetrainTrial;
let made: Retraining;
/** Before the retraining, and its own commit. */
let base: string;
let head: string;

beforeAll(async () => {
  trial = await retrainTrial();
  const result = await start(trial.context());
  if (result.outcome !== 'started') throw new Error(result.why);
  made = result.retraining;
  base = trial.git.git('rev-parse', 'main');
  trial.git.git('fetch', '-q', trial.bare.root, made.branch);
  trial.git.git('checkout', '-q', '-f', 'FETCH_HEAD');
  head = trial.git.git('rev-parse', 'HEAD');
});
afterAll(() => trial.close());

interface Known {
  readonly retrainings?: readonly Retraining[];
  readonly text?: string;
  readonly head?: string;
  readonly mergeBase?: string;
  readonly runner?: Runner;
}

/** Columns asked for, where the ledger knows these retrainings; in a job of the retraining's branch. */
async function asked(known: Known = {}): Promise<{ columns: readonly string[]; said: readonly string[] }> {
  const text = known.text ?? JSON.stringify(watchFixture({}, { retrainings: [...(known.retrainings ?? [made])] }));
  const context = {
    ...trial.context(),
    documents: memoryDocuments(new Map([['watch/churn.json', text]])),
    runner: known.runner ?? onBranch(made.branch),
  };
  return { columns: await columnsIn(context, known), said: context.said };
}

async function columnsIn(context: Context, known: Known): Promise<readonly string[]> {
  const weighing = await startWeighing({ policy: 'weighbridge.yml' }, context);
  const subject = { ...weighing.record.subject, head: known.head ?? head, mergeBase: known.mergeBase ?? base };
  return columnsAskedFor({ ...weighing, record: { ...weighing.record, subject } });
}

function onBranch(branch: string): Runner {
  return { ...inRun(1, { kind: 'other', event: 'workflow_dispatch' }), ref: `refs/heads/${branch}` };
}

/** A job of a change from a branch. */
function ofChange(number: number, headRef: string, fork = false): Runner {
  addChange(trial.state, { number, head, headRef, ...(fork ? { fork: 'eve/models' } : {}) });
  return inRun(1, { kind: 'change', number, fork });
}

const rang = () => decided().inputs.alarms.filter(({ kind }) => kind === 'column');

/** A retraining whose decision was made otherwise, in a commit of its own. */
function otherwise(decision: object): Known {
  const text = JSON.stringify(decision);
  const commit = trial.git.commit('another decision', { [decisionPath('churn')]: text });
  trial.git.git('checkout', '-q', '-f', head);
  return { retrainings: [{ ...made, decision: sha256(Buffer.from(text)) }], head: commit };
}

describe('the columns that a retraining was asked for', () => {
  it('are those whose alarm is in its decision', async () => {
    expect(rang().length).toBeGreaterThan(0);
    expect((await asked()).columns).toEqual(rang().map(({ name }) => name));
  });

  it.each<[string, () => Runner]>([
    ['on the default branch', () => onBranch('main')],
    ['in its change', () => ofChange(71, made.branch)],
    ['at home', () => ({ ...onBranch('feature'), kind: 'local' })],
  ])('are known %s', async (_where, runner) => {
    expect((await asked({ runner: runner() })).columns).toEqual(rang().map(({ name }) => name));
  });

  it.each<[string, () => Runner]>([
    ['on another branch', () => onBranch('feature')],
    ['in the change of another branch', () => ofChange(72, 'feature')],
    ['in a fork’s change from a branch of that name', () => ofChange(73, made.branch, true)],
    ['under a tag of that name', () => ({ ...onBranch(''), ref: `refs/tags/${made.branch}` })],
  ])('are none %s, whatever was copied there', async (_where, runner) => {
    expect((await asked({ runner: runner() })).columns).toEqual([]);
  });

  it('are none where the decision is not the newest that the ledger has, or did not come with the change', async () => {
    const newer = { ...made, decision: `sha256:${'0'.repeat(64)}` as const };
    expect((await asked({ retrainings: [] })).columns).toEqual([]);
    expect((await asked({ retrainings: [made, newer] })).columns).toEqual([]);
    expect((await asked({ mergeBase: head })).columns).toEqual([]);
    expect(await columnsIn({ ...trial.context(), runner: onBranch(made.branch) }, {})).toEqual([]);
  });

  it('are none where the working tree has it and the commit has not', async () => {
    const path = decisionPath('churn');
    trial.git.write({ [path]: trial.git.git('show', `${head}:${path}`) });
    expect((await asked({ head: base, mergeBase: head })).columns).toEqual([]);
  });

  it('are none where drift asks for no retraining, or another version decided', async () => {
    const { inputs, ...rest }: RetrainDecision = decided();
    const policy = { ...inputs.policy, on: ['performance'] };
    expect((await asked(otherwise({ ...rest, inputs: { ...inputs, policy } }))).columns).toEqual([]);
    const { columns, said } = await asked(otherwise({ ...rest, inputs, version: 2 }));
    expect([columns, said.join()]).toEqual([[], expect.stringContaining('another version of this program')]);
  });

  it('are not known, and said so, where the ledger cannot be read', async () => {
    const { columns, said } = await asked({ text: '{}' });
    expect(columns).toEqual([]);
    expect(said.join('\n')).toMatch(/whether production asked for this retraining is not known: What was watched/);
  });
});
