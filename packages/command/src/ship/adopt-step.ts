import { type RunRecord, shipErrors } from '@weighbridge/core';
import { collectSections } from '../step/collect-sections.ts';
import { gateStep } from '../step/gate-step.ts';
import { readyStep } from '../step/ready-step.ts';
import { planTraining } from '../step/train-step.ts';
import type { Weighing } from '../step/weighing.ts';
import { placeOutputs } from '../train/take-training.ts';
import { publishSections } from '../workspace/sections.ts';
import { Refused } from './refused.ts';

/**
 * The record that may be shipped, with its verdict by the policy that is here: what an earlier job of this run weighed, else
 * the bytes that the merged change was weighed with, found by their key, fetched, digested, measured and compared again.
 * Nothing of the user's own code is run. Throws Refused when there is neither.
 */
export async function adoptStep(weighing: Weighing): Promise<Weighing> {
  await refuseElsewhere(weighing);
  await refuseEdits(weighing);
  const inRun = weighing.context.runner.run !== undefined;
  const collected = inRun ? await collectSections(weighing) : weighing;
  if (collected.record.stopped) return collected;
  if (isWeighed(collected.record) && (inRun || (await isOfCommit(collected)))) {
    await placeOutputs(collected, 'measured');
    return gateStep(withoutVerdict(collected));
  }
  if (weighing.model.train.run === undefined) throw new Refused(nothingWeighed(weighing));
  const { weighing: ready } = await readyStep({ ...weighing, adopting: true }, undefined);
  const judged = await gateStep(ready);
  // What is shipped must be found in an artifact of this run by whoever asks for proof.
  await publishSections(judged, ['data', 'training', 'evaluation', 'comparison', 'verdict']);
  return judged;
}

/** Whether an earlier job or step of this run has measured and compared these very outputs. */
function isWeighed({ training, evaluation, comparison }: RunRecord): boolean {
  return training !== undefined && evaluation !== undefined && comparison !== undefined;
}

/** On a developer's machine the record may be of edits that are gone by now: its key says so. */
async function isOfCommit(weighing: Weighing): Promise<boolean> {
  if (weighing.model.train.run === undefined) return true;
  const { inputs } = await planTraining(weighing);
  return inputs.key === weighing.record.subject.key;
}

/** The verdict is found anew, and nothing of an earlier shipment counts. */
function withoutVerdict(weighing: Weighing): Weighing {
  const { verdict: _verdict, modelVersion: _version, rollout: _rollout, ...rest } = weighing.record;
  return { ...weighing, record: rest };
}

function nothingWeighed({ model, context }: Weighing): string {
  const where = context.runner.run ? 'no job of this run' : 'nothing here';
  return `${where} has weighed ${model.name}; let the job that ships need the one that weighs it`;
}

/** A change ships nothing: what it made was not merged. On a developer's machine the branch that is checked out is taken. */
export async function refuseElsewhere({ context }: Weighing): Promise<void> {
  const { runner } = context;
  const { occasion, defaultBranch = 'main' } = runner;
  if (runner.kind === 'local') return;
  if (occasion.kind === 'push' && occasion.isDefault) return;
  const onDefault =
    occasion.kind === 'other' &&
    occasion.event !== 'tag' &&
    runner.ref !== undefined &&
    isBranch(runner.ref, defaultBranch);
  if (onDefault) return;
  const branch = occasion.kind === 'push' ? occasion.branch : (runner.ref ?? occasion.kind);
  throw shipErrors.otherBranch({ branch, wanted: defaultBranch });
}

/** A schedule or a dispatch on the default branch. A tag of its name is another thing: `refs/tags/main`. */
function isBranch(ref: string, branch: string): boolean {
  return ref === branch || ref === `refs/heads/${branch}`;
}

/** On a developer's machine what is shipped is the commit: edits would be weighed, and never be found again. */
async function refuseEdits({ context, model }: Weighing): Promise<void> {
  const { runner, repository } = context;
  if (runner.kind !== 'local') return;
  const head = await repository?.head();
  if (!repository || head === undefined) throw shipErrors.noRepository({});
  const written = Object.values(model.train.outputs);
  const edits = (await repository.diff(head, undefined)).filter(({ path }) => !written.includes(path));
  const [first] = edits;
  if (first) throw shipErrors.uncommitted({ path: first.path, more: edits.length - 1 });
}
