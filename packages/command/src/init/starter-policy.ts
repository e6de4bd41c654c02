import type { InitInputs } from '../init.ts';
import { scalar } from './scalar.ts';

/** A policy that runs as it is; its margins are wide until `gate --suggest` has seen the data. */
export function starterPolicy(given: InitInputs): string {
  const { model, target, score, ship, monitor } = given;
  return `version: 1
alpha: 0.05                # false "failed" per change, over all checks together
on-inconclusive: warn      # pass | warn | fail
on-incomparable: fail
models:
  ${model}:
${monitor ? dataLines : ''}    train:
${trainLines(given)}
    evaluate:
      task: binary
      target: ${scalar(target)}
      score: ${scalar(score)}
      # id: customer           # pairs the rows of two models; add it if you have one
      # slices: [region]       # every value of these columns is measured by itself
    gate:
      # \`weighbridge gate --suggest\` writes margins that your evaluation can judge.
      - { metric: roc_auc, min: 0.6, max-drop: 0.02 }
${ship ? shipLines : ''}${monitor ? monitorLines : ''}`;
}

/** With `run` Weighbridge trains: only then are the bytes of a merged change found again, and nothing is trained twice. */
function trainLines({ train, predictions, output, ship }: InitInputs): string {
  if (!ship) return `      outputs: { predictions: ${scalar(predictions)} }`;
  return `      run: ${scalar(train)}
      outputs: { predictions: ${scalar(predictions)}, model: ${scalar(output)} }`;
}

const shipLines = `    register: { scheme: semver }     # a tag for every version: model@v1.4.0
    promote: { alias: champion }     # and one for the alias
    # deploy:                          # then traffic moves, watched: see "After the merge" in the documentation
    #   target: command
    #   command: { set-weight: ./set-weight.sh, status: ./status.sh, abort: ./abort.sh }
    #   steps: [5, 25, 50]
    #   bake: 10m
`;

const dataLines = `    data:
      train: { path: data/train.csv }  # what the model learns from; its profile is what production is held against
`;

const monitorLines = `    monitor:
      current: data/current.csv        # rows that production saw: a file, a pattern, or s3://bucket/prefix
      # time: scored_at                # cuts them into windows of a day; without it every look must find new rows only
      # labels: { path: data/labels.csv, join: customer, delay: 30d }
      alarm: 3 of 5
      retrain: { on: [drift, performance], cooldown: 7d, max-per-month: 4 }
      # notify: [{ to: slack }]        # the address comes from SLACK_WEBHOOK_URL
`;
