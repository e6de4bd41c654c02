import { candidateRecord } from './collect-step.ts';
import { trainStep } from './train-step.ts';
import { asksOfData, validateStep } from './validate-step.ts';
import type { Weighing } from './weighing.ts';

/** A record that the gate can judge, or a training that has not ended. */
export interface Ready {
  readonly weighing: Weighing;
  readonly unfinished: boolean;
}

/** Everything before the gate that the policy declares: validate → train → evaluate → compare. What stops is judged as it stands. */
export async function readyStep(weighing: Weighing, baseline: string | undefined): Promise<Ready> {
  const validated = asksOfData(weighing.model) ? await validateStep(weighing) : weighing;
  if (validated.record.stopped) return { weighing: validated, unfinished: false };
  if (weighing.model.train.run === undefined) return candidate(validated, baseline);
  const { weighing: trained, outcome } = await trainStep(validated, { reuse: true });
  if (outcome === 'unfinished') return { weighing: trained, unfinished: true };
  return outcome === 'stopped' ? { weighing: trained, unfinished: false } : candidate(trained, baseline);
}

async function candidate(weighing: Weighing, baseline: string | undefined): Promise<Ready> {
  return { weighing: await candidateRecord(weighing, baseline), unfinished: false };
}
