import { type PolicyParts, modelFiles as plain, trainPolicy } from '../train/model.ts';

/** A policy that goes on after the gate: versions and an alias. */
export function shipPolicy({ train, after = [] }: PolicyParts = {}): string {
  return trainPolicy({ ...(train ? { train } : {}), after: ['register: {}', 'promote: {}', ...after] });
}

/** The model of the tests of training, whose bytes come out differently whenever it is trained. */
export const modelFiles = {
  ...plain,
  'weighbridge.yml': shipPolicy(),
  'train.sh': `${plain['train.sh']}date +%s%N >>model/weights\n`,
};

/** What the training prints, and nothing else does. */
export const ran = 'the training script runs';
