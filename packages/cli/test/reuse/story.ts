import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Context,
  collectInputs,
  keepOutputs,
  publishSections,
  rememberRun,
  startWeighing,
  type Weighing,
} from '@weighbridge/command';
import { digestOutput } from '@weighbridge/compute';
import type { Digest, Training } from '@weighbridge/core';
import type { Files, GitFixture } from '@weighbridge/testing';
import { machine } from './workplace.ts';

/** Committed files of a model whose training leaves a folder and a file. */
export const committed: Files = {
  'weighbridge.yml': `version: 1
models:
  churn:
    data: {}
    train: { run: python train.py, ignore: ['*.md'], outputs: { model: model/, predictions: predictions.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: accuracy, min: 0.5 }]
`,
  '.gitignore': 'model/\npredictions.csv\n',
  'train.py': 'print(1)\n',
};

/** What a training writes. */
export const trained: Files = {
  'model/weights.bin': 'weights of a model\n'.repeat(1000),
  'model/deep/config.json': '{}',
  'predictions.csv': 'y,s\n1,0.9\n',
};

/** The outputs that lie in a checkout; undefined for those that do not. */
export function outputsOf({ root }: GitFixture): Files {
  const read = (path: string): string | null => {
    try {
      return readFileSync(join(root, path), 'utf8');
    } catch {
      // Not there: what the caller asks.
      return null;
    }
  };
  return Object.fromEntries(Object.keys(trained).map((path) => [path, read(path)]));
}

/** A job that is about to train. */
export async function planned(context: Context): Promise<{ readonly weighing: Weighing; readonly key: Digest }> {
  const weighing = await startWeighing({ policy: 'weighbridge.yml' }, context);
  const { key } = await collectInputs(weighing, machine);
  return {
    weighing: { ...weighing, record: { ...weighing.record, subject: { ...weighing.record.subject, key } } },
    key,
  };
}

/** Trains as `train` does around the command itself: outputs are written, digested, kept and published. */
export async function train(git: GitFixture, context: Context, more: Files = {}): Promise<Weighing> {
  const { weighing } = await planned(context);
  git.write({ ...trained, ...more });
  const made = await Promise.all(
    Object.entries(weighing.model.train.outputs).map(async ([name, path]) => ({
      name,
      path,
      ...(await digestOutput(join(git.root, path))),
    })),
  );
  const outputs = await keepOutputs(weighing, made);
  const training: Training = { command: 'python train.py', environment: {}, outputs };
  const done = { ...weighing, record: { ...weighing.record, training } };
  await rememberRun(done);
  await publishSections(done, ['data', 'training']);
  return done;
}
