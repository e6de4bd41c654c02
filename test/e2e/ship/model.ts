import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type PolicyParts, modelFiles as plain, trainPolicy } from '../train/model.ts';

/** A policy that goes on after the gate: versions and an alias. */
function shipPolicy({ train, after = [] }: PolicyParts = {}): string {
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

const system = path.resolve(import.meta.dirname, '../../../packages/testing/src/serving/hooked-system.sh');

/** `serving.sh` of a repository whose model is served by commands of its own. */
export const servingFile = readFileSync(system, 'utf8');

/** All traffic at once, by those commands; what serves is remembered in \`folder\`. */
export function deployPolicy(folder: string): string {
  const hook = (name: string): string => `${name}: bash serving.sh ${folder} ${name}`;
  return shipPolicy({
    after: [
      'deploy:',
      '  target: command',
      '  strategy: blue-green',
      `  command: { ${['set-weight', 'status', 'abort', 'start', 'promote'].map(hook).join(', ')} }`,
    ],
  });
}
