import { type Context, columnsAskedFor, startWeighing } from '@weighbridge/command';
import { decisionPath, type Retraining } from '@weighbridge/core';
import { memoryDocuments, watchFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decided, type RetrainTrial, retrainTrial, start } from './retrain-trial.ts';

let trial: RetrainTrial;
let made: Retraining;
/** Before the retraining. */
let base: string;

beforeAll(async () => {
  trial = await retrainTrial();
  const result = await start(trial.context());
  if (result.outcome !== 'started') throw new Error(result.why);
  made = result.retraining;
  base = trial.git.git('rev-parse', 'main');
  trial.git.git('fetch', '-q', trial.bare.root, made.branch);
  trial.git.git('checkout', '-q', '-f', 'FETCH_HEAD');
});
afterAll(() => trial.close());

interface Known {
  readonly retrainings?: readonly Retraining[];
  readonly text?: string;
  readonly mergeBase?: string;
}

/** Columns asked for, where the ledger knows these retrainings. */
async function asked(known: Known = {}): Promise<{ columns: readonly string[]; said: readonly string[] }> {
  const { retrainings = [made], mergeBase = base } = known;
  const text = known.text ?? JSON.stringify(watchFixture({}, { retrainings: [...retrainings] }));
  const context = { ...trial.context(), documents: memoryDocuments(new Map([['watch/churn.json', text]])) };
  return { columns: await columnsIn(context, mergeBase), said: context.said };
}

async function columnsIn(context: Context, mergeBase: string): Promise<readonly string[]> {
  const weighing = await startWeighing({ policy: 'weighbridge.yml' }, context);
  const { record } = weighing;
  return columnsAskedFor({ ...weighing, record: { ...record, subject: { ...record.subject, mergeBase } } });
}

describe('the columns that a retraining was asked for', () => {
  it('are those whose alarm is in its decision', async () => {
    const columns = decided().inputs.alarms.filter(({ kind }) => kind === 'column');
    expect(columns.length).toBeGreaterThan(0);
    expect((await asked()).columns).toEqual(columns.map(({ name }) => name));
  });

  it('are none where the decision is not the newest that the ledger has, or did not come with the change', async () => {
    const newer = { ...made, decision: `sha256:${'0'.repeat(64)}` as const };
    expect((await asked({ retrainings: [] })).columns).toEqual([]);
    expect((await asked({ retrainings: [made, newer] })).columns).toEqual([]);
    expect((await asked({ mergeBase: trial.git.git('rev-parse', 'HEAD') })).columns).toEqual([]);
    expect(await columnsIn(trial.context(), base)).toEqual([]);
  });

  it('are none where one byte of it was changed', async () => {
    const path = decisionPath('churn');
    const text = trial.git.git('show', `HEAD:${path}`);
    trial.git.write({ [path]: `${text} ` });
    expect((await asked()).columns).toEqual([]);
    trial.git.write({ [path]: text });
    expect((await asked()).columns).not.toEqual([]);
  });

  it('are not known, and said so, where the ledger cannot be read', async () => {
    const { columns, said } = await asked({ text: '{}' });
    expect(columns).toEqual([]);
    expect(said.join('\n')).toMatch(/whether production asked for this retraining is not known: What was watched/);
  });
});
