import type { CommandLine, MachineFacts, Training, TrainingMachine } from '@weighbridge/core';
import { checkGpu, trainingErrors } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';

/** This machine, and what of it stands in the record. */
export interface Facts {
  readonly machine: MachineFacts;
  readonly environment: Training['environment'];
}

/** Asks the machine, and refuses one that lacks what the policy needs before anything was run. */
export async function checkedFacts(weighing: Weighing, compute: TrainingMachine, command: CommandLine): Promise<Facts> {
  const { policyFile, model } = weighing;
  const { train } = model;
  const refused = compute.refused(train.env);
  if (refused.length > 0)
    throw trainingErrors.refusedVariable({ names: refused.join(', ') }, { place: { file: policyFile } });
  const machine = await compute.facts(command);
  if (train.gpu) checkGpu(train.gpu, machine.gpu, { file: policyFile });
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
