import { inputErrors } from '@weighbridge/core';
import * as z from 'zod';
import { defineCommand, type Result } from './command.ts';
import { modelInputs } from './inputs.ts';
import { permissions } from './permissions.ts';
import { type TrainDone, trainStep } from './step/train-step.ts';
import { saveRecord, startWeighing, type Weighing } from './step/weighing.ts';
import { trainingLines } from './text/training-lines.ts';
import { collectPhase, planPhase } from './train/phases.ts';
import { takeEnded, takeTraining } from './train/take-training.ts';
import { isTrained } from './train/trained.ts';
import { withModelLock } from './workspace/model-lock.ts';
import { publishSections } from './workspace/sections.ts';

const inputs = z.object({
  ...modelInputs,
  reuse: z
    .boolean()
    .default(true)
    .describe('Take the outputs of an earlier run where everything that goes into the model is the same.'),
  phase: z
    .enum(['all', 'plan', 'collect'])
    .default('all')
    .describe('Only what comes before (`plan`) or after (`collect`) a job of your own that runs the command with sh.'),
});
type Inputs = z.output<typeof inputs>;
const outputs = z.object({
  outcome: z.string().describe('planned, trained, reused, unfinished (a next job goes on) or stopped.'),
  key: z.string().describe('Digest of everything that goes into the model.'),
  record: z.string().describe('Path of the run record.'),
});

/** The user's command, on this machine, with proof of what went in. */
export const train = defineCommand({
  name: 'train',
  summary: "Run the policy's training command, or reuse the run of an equal commit, and record what went in.",
  kind: 'step',
  inputs,
  outputs,
  permissions: [permissions.reuseRuns, permissions.ownRuns],
  async run(given, context) {
    const weighing = await startWeighing(given, context);
    if (weighing.model.train.run === undefined)
      throw inputErrors.noTraining({ model: weighing.model.name }, { place: { file: weighing.policyFile } });
    return withModelLock(weighing, 'train', () => trainHere(weighing, given));
  },
});

async function trainHere(weighing: Weighing, given: Inputs): Promise<Result<z.output<typeof outputs>>> {
  const ended = given.phase === 'all' ? await takeEnded(weighing) : undefined;
  if (ended) return endedResult(ended);
  const done = await phases[given.phase](weighing, given);
  if (done.outcome === 'planned' || done.outcome === 'unfinished') await saveRecord(done.weighing);
  else await publishSections(done.weighing, ['data', 'training', 'stopped']);
  return resultOf(done);
}

/** A job that knows the model only by the input that names it looks for the script by the same input. */
const phases: Readonly<Record<Inputs['phase'], (weighing: Weighing, given: Inputs) => Promise<TrainDone>>> = {
  all: trainOnce,
  plan: (weighing, { reuse, model = '' }) => planPhase(weighing, { reuse, script: `.weighbridge/train-${model}.sh` }),
  collect: collectPhase,
};

/** What this very run has trained, in an earlier job or step, is not trained again. */
async function trainOnce(weighing: Weighing, given: Inputs): Promise<TrainDone> {
  if (weighing.context.runner.run === undefined) return trainStep(weighing, given);
  const taken = await takeTraining(weighing, 'all');
  const done = given.reuse && !taken.record.stopped && isTrained(taken.record.training);
  return done ? { weighing: taken, outcome: 'trained' } : trainStep(taken, given);
}

/** Its sections are published: another leg wrote them. */
async function endedResult(weighing: Weighing): Promise<Result<z.output<typeof outputs>>> {
  await saveRecord(weighing);
  return resultOf({ weighing, outcome: weighing.record.stopped ? 'stopped' : 'trained' });
}

function resultOf({ weighing, outcome }: TrainDone): Result<z.output<typeof outputs>> {
  const { record, model } = weighing;
  return {
    exit: outcome === 'stopped' ? 1 : 0,
    outputs: { outcome, key: record.subject.key ?? '', record: `.weighbridge/${model.name}/run.json` },
    text: trainingLines(record),
    json: record.training,
  };
}
