import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunRecord, shipErrors, type TrainingOutput } from '@weighbridge/core';
import { absent } from '../step/dataset-digest.ts';
import type { Weighing } from '../step/weighing.ts';
import { fetchOutput } from '../train/fetch-output.ts';
import { modelFolder } from '../workspace/record-file.ts';
import { Refused } from './refused.ts';
import type { ModelBytes } from './shipping.ts';

/** What the record states of the output that is the model. Throws UserError WB6505 where there is none. */
export function modelOutput({ model, policyFile }: Weighing, { training }: RunRecord): TrainingOutput {
  const name = model.register?.output ?? 'model';
  const output = training?.outputs.find((each) => each.name === name);
  if (output) return output;
  const outputs = Object.keys(model.train.outputs).join(', ');
  throw shipErrors.noModelOutput({ output: name, outputs }, { place: { file: policyFile } });
}

/**
 * The bytes of a record's model: those at the policy's path where they have the very digest that the record states, else
 * fetched from where the training kept them, into a folder of ours. Both are digested here. Throws Refused when
 * no bytes with that digest can be had.
 */
export async function modelBytes(weighing: Weighing, record: RunRecord): Promise<ModelBytes> {
  const { context, model } = weighing;
  const output = modelOutput(weighing, record);
  const compute = await context.compute();
  const here = join(context.root, model.train.outputs[output.name] ?? output.path);
  if (await stat(here).catch(absent)) {
    const { digest } = await compute.digest(here);
    if (digest === output.digest) return { digest, path: here };
    context.log.warn(`The ${output.name} at ${output.path} is not the one that was weighed; it is left alone.`);
  }
  const target = join(
    context.root,
    modelFolder(model.name),
    'ship',
    output.digest.slice('sha256:'.length, 23),
    output.name,
  );
  if (await fetchOutput(weighing, { output, record, target })) return { digest: output.digest, path: target };
  throw new Refused(
    `the bytes of ${output.name} that were weighed (${output.digest}) cannot be had; run the model job again`,
  );
}
