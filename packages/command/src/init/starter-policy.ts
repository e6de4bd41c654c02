import type { InitInputs } from '../init.ts';
import { scalar } from './scalar.ts';

/** A policy that runs as it is; its margins are wide until `gate --suggest` has seen the data. */
export function starterPolicy({ model, predictions, target, score }: InitInputs): string {
  return `version: 1
alpha: 0.05                # false "failed" per change, over all checks together
on-inconclusive: warn      # pass | warn | fail
on-incomparable: fail
models:
  ${model}:
    train:
      outputs: { predictions: ${scalar(predictions)} }
    evaluate:
      task: binary
      target: ${scalar(target)}
      score: ${scalar(score)}
      # id: customer           # pairs the rows of two models; add it if you have one
      # slices: [region]       # every value of these columns is measured by itself
    gate:
      # \`weighbridge gate --suggest\` writes margins that your evaluation can judge.
      - { metric: roc_auc, min: 0.6, max-drop: 0.02 }
`;
}
