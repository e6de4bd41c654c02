import { join } from 'node:path';
import type { CommandLine, MachineFacts, Place, PolicyPath, Training, TrainingMachine } from '@weighbridge/core';
import { checkGpu, trainingErrors } from '@weighbridge/core';
import { placeInPolicy } from '../policy/read-policy.ts';
import type { Weighing } from '../step/weighing.ts';
import { readTextIfThere } from '../workspace/bytes.ts';

/** This machine, and what of it stands in the record. */
export interface Facts {
  readonly machine: MachineFacts;
  readonly environment: Training['environment'];
}

/** Asks the machine, and refuses one that lacks what the policy needs before anything was run. */
export async function checkedFacts(weighing: Weighing, compute: TrainingMachine, command: CommandLine): Promise<Facts> {
  const { train } = weighing.model;
  await refuseVariables(weighing, compute);
  const machine = await compute.facts(command);
  if (train.gpu) checkGpu(train.gpu, machine.gpu, await placeOf(weighing, ['gpu']));
  const [gpu] = machine.gpu.devices;
  return {
    machine,
    environment: {
      ...(machine.interpreter === undefined ? {} : { interpreter: machine.interpreter }),
      ...(train.image === undefined ? {} : { image: train.image }),
      ...(gpu ? { gpu: gpu.name } : {}),
      os: machine.os,
      ...(machine.cpu === undefined ? {} : { cpu: machine.cpu }),
      cores: machine.cores,
    },
  };
}

/** Refuses a policy that asks for a token of the forge, or a door into its runner, for the command. */
export async function refuseVariables(weighing: Weighing, compute: TrainingMachine): Promise<void> {
  const { env } = weighing.model.train;
  const refused = compute.refused(env);
  if (refused.length === 0) return;
  const place = await placeOf(weighing, ['env', env.findIndex((name) => refused.includes(name))]);
  throw trainingErrors.refusedVariable({ names: refused.join(', ') }, { place });
}

/** The line of a key of `train`. */
async function placeOf({ context, model, policyFile }: Weighing, path: PolicyPath): Promise<Place> {
  const text = (await readTextIfThere(join(context.root, policyFile))) ?? '';
  return placeInPolicy(text, policyFile, ['models', model.name, 'train', ...path]);
}
