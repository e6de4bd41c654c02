import { Refused } from '../ship/refused.ts';
import { lostMetrics } from '../train/lost-metrics.ts';
import { isSameData, isValidated, takeTraining } from '../train/take-training.ts';
import { isTrained } from '../train/trained.ts';
import { candidateRecord } from './collect-step.ts';
import { collectInputs } from './inputs-step.ts';
import { planTraining, reuseOutputs, trainStep } from './train-step.ts';
import { asksOfData, validateStep } from './validate-step.ts';
import type { Weighing } from './weighing.ts';

/** A record that the gate can judge, or a training that has not ended. */
export interface Ready {
  readonly weighing: Weighing;
  readonly unfinished: boolean;
}

/**
 * Everything before the gate that the policy declares: validate → train → evaluate → compare; less what this run has done
 * in an earlier job or step. What stops is judged as it stands.
 */
export async function readyStep(weighing: Weighing, baseline: string | undefined): Promise<Ready> {
  const inRun = weighing.context.runner.run !== undefined;
  const taken = inRun ? await takeTraining(weighing, 'all') : weighing;
  if (inRun && taken.record.stopped) return { weighing: taken, unfinished: false };
  const validated =
    asksOfData(weighing.model) && !(inRun && (await knowsData(taken))) ? await validateStep(taken) : taken;
  if (validated.record.stopped) return { weighing: validated, unfinished: false };
  const trained = inRun && isTrained(taken.record.training);
  if (weighing.model.train.run === undefined || trained) return candidate(validated, baseline);
  if (weighing.adopting) return candidate(await adopt(validated), baseline);
  const { weighing: done, outcome } = await trainStep(validated, { reuse: await mayReuse(validated) });
  if (outcome === 'unfinished') return { weighing: done, unfinished: true };
  return outcome === 'stopped' ? { weighing: done, unfinished: false } : candidate(done, baseline);
}

/** The outputs of a run with the same key; whoever adopts never trains. */
async function adopt(weighing: Weighing): Promise<Weighing> {
  const reused = (await mayReuse(weighing)) ? await reuseOutputs(await planTraining(weighing)) : undefined;
  if (reused) return reused;
  const { model, record } = weighing;
  const at = record.subject.head?.slice(0, 7) ?? 'this commit';
  throw new Refused(
    `no trusted run has made ${model.name} of what ${at} holds: other code, data, params or environment make another model. Let the job that ships need the one that trains`,
  );
}

/** Outputs are of no use without the numbers that the gate judges beside them; who only trains may measure those later. */
async function mayReuse(weighing: Weighing): Promise<boolean> {
  const lost = await lostMetrics(weighing);
  if (lost.length === 0) return true;
  const files = lost.join(', ');
  weighing.context.log.warn(
    `train: no earlier run can be reused, as ${files} is not kept: name it in \`train.outputs\``,
  );
  return false;
}

/** Whether this run has validated the very data that is here. */
async function knowsData(weighing: Weighing): Promise<boolean> {
  const { data } = weighing.record;
  return isValidated(data) && isSameData(data, (await collectInputs(weighing)).data);
}

async function candidate(weighing: Weighing, baseline: string | undefined): Promise<Ready> {
  return { weighing: await candidateRecord(weighing, baseline), unfinished: false };
}
