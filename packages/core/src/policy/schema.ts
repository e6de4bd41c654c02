import * as z from 'zod';
import { dataset, driftLine, leakage } from './schema-data.ts';
import { attest, deploy, promote, register } from './schema-ship.ts';
import { train } from './schema-train.ts';
import {
  bytes,
  column,
  commandLine,
  count,
  duration,
  margin,
  metricName,
  number,
  path,
  threshold,
  word,
} from './schema-values.ts';
import { monitor } from './schema-watch.ts';

const judgeWord = z.enum(['point', 'bound', 'proof', 'harm']);

const metricLine = z.strictObject({
  metric: metricName.describe('A metric that `evaluate` computes, or the name of one of its file metrics.'),
  slice: column.optional().describe('Column whose every value is judged by itself; one of `evaluate.slices`.'),
  min: threshold.optional().describe('Smallest accepted value.'),
  max: threshold.optional().describe('Largest accepted value.'),
  'max-drop': margin
    .optional()
    .describe('Largest accepted drop against the baseline, for a metric where higher is better.'),
  'max-rise': margin
    .optional()
    .describe('Largest accepted rise against the baseline, for a metric where lower is better.'),
  'max-drop-from-anchor': margin.optional().describe('Largest accepted drop against the anchor. Default: `max-drop`.'),
  'max-rise-from-anchor': margin.optional().describe('Largest accepted rise against the anchor. Default: `max-rise`.'),
  'min-n': count.optional().describe('Slices with fewer rows are too small to judge. Default: 200.'),
  judge: z
    .union([judgeWord, z.array(judgeWord).min(1).max(2)], {
      error: '`proof` or `harm`, `point` or `bound`, or one of each in a list',
    })
    .optional()
    .describe(
      'What it takes to pass. Drops and rises: `proof` that the margin holds (default without `slice`) or no `harm` shown (default with one). ' +
        '`min` and `max`: the `point` (default) or the end of its interval (`bound`).',
    ),
});

const fileMetric = z.strictObject({
  file: path.describe('JSON file that your own code writes.'),
  key: word.describe('Key of the number in the file.'),
  name: metricName.optional().describe('Name in the policy and the report. Default: the key.'),
  direction: z.enum(['higher', 'lower']).describe('Which way is better.'),
  unit: word
    .max(16, { error: 'text of at most 16 characters' })
    .optional()
    .describe('Unit in the report, for example `ms`.'),
});

const evaluate = z.strictObject({
  task: z.enum(['binary']).describe('Kind of model.'),
  target: column.describe('Column with the true label, 0 or 1. Other labels need `positive`.'),
  score: column.describe('Column with the score of the positive class.'),
  positive: word.optional().describe('Label of the positive class, when it is neither 1 nor true.'),
  threshold: number.default(0.5).describe('A score at or above it is predicted positive.'),
  id: column.optional().describe('Column that names each row once; pairs the rows of two models.'),
  group: column.optional().describe('Column whose rows are not independent, for example a customer.'),
  weight: column.optional().describe('Column with row weights.'),
  slices: z.array(column).default([]).describe('Columns whose every value is measured by itself.'),
  metrics: z.array(fileMetric).default([]).describe('Numbers that your own code measured.'),
  rescore: commandLine
    .optional()
    .describe('Command that scores the model in `WEIGHBRIDGE_MODEL` on the new evaluation data, where that changed.'),
});

const model = z.strictObject({
  data: z
    .object({ leakage: leakage.optional().describe('Rules that keep training and evaluation data apart.') })
    .catchall(dataset)
    .default({})
    .describe('Datasets by name; `evaluation` is the one that is weighed on.'),
  train: train.describe('What training reads and writes.'),
  evaluate: evaluate.describe('How the predictions are measured.'),
  gate: z
    .array(z.union([metricLine, driftLine]))
    .min(1, { error: 'a list with at least one line' })
    .describe('What the model must hold, one line for a metric.'),
  anchor: z
    .enum(['champion', 'first-accepted', 'none'])
    .default('champion')
    .describe('Older record that each drop is also judged against, so that small drops cannot add up.'),
  predictions: z
    .strictObject({
      keep: z
        .enum(['artifact', 'store'])
        .default('artifact')
        .describe('Where predictions are kept for the next comparison.'),
    })
    .prefault({})
    .describe('What happens to the predictions.'),
  register: register.optional().describe('How a version of the model is registered after the merge.'),
  promote: promote.optional().describe('Which alias follows the newest accepted version.'),
  deploy: deploy.optional().describe('How a promoted version takes over the traffic.'),
  monitor: monitor.optional().describe('What is watched in production, and what follows an alarm.'),
});

const action = z.enum(['pass', 'warn', 'fail']);

/**
 * `weighbridge.yml` as it is written: kebab-case keys, no transformation, so that a JSON Schema can be generated
 * from it. `parsePolicy` turns it into a `Policy`.
 */
export const policySchema = z.strictObject({
  version: z.literal(1, { error: '1, the version of the policy’s grammar' }).describe('Version of this grammar.'),
  alpha: number
    .gt(0, { error: 'a number above 0 and below 0.5' })
    .lt(0.5, { error: 'a number above 0 and below 0.5' })
    .default(0.05)
    .describe('Largest accepted share of good changes that are failed, over all comparisons of a change.'),
  'on-inconclusive': action.default('warn').describe('Whether an undecided check lets the job pass.'),
  'on-incomparable': action.default('fail').describe('Whether a baseline that cannot be compared lets the job pass.'),
  baseline: z
    .strictObject({
      'max-age': duration.default('30d').describe('Older baselines get a warning.'),
      'max-commits': count.default(200).describe('Baselines more commits ago get a warning.'),
    })
    .prefault({})
    .describe('When a baseline counts as old.'),
  store: z
    .strictObject({
      kind: z
        .enum(['ci-artifact', 's3', 'oci', 'dvc', 'packages'])
        .default('ci-artifact')
        .describe('Where bytes are kept: `ci-artifact` or `s3`; the others are not in this version.'),
      max: bytes.default('1 GB').describe('Largest file that is kept.'),
      bucket: word.optional().describe('Of `s3`: the bucket.'),
      prefix: word.default('weighbridge').describe('Of `s3`: what every key begins with.'),
      region: word.default('us-east-1').describe('Of `s3`: the region.'),
      endpoint: z
        .string()
        .regex(/^https?:\/\/[^\s/?#@]+\/?$/, { error: 'an address such as `https://s3.example.org`' })
        .optional()
        .describe('Of `s3`: address of a service that is not AWS. Credentials come from `AWS_*` variables.'),
    })
    .prefault({})
    .describe('Where models and predictions are kept.'),
  attest: attest.prefault({}),
  models: z.record(word, model, { error: 'a mapping of model names to models' }).describe('Models by name.'),
});
export type PolicyFile = z.output<typeof policySchema>;
export type ModelFile = z.output<typeof model>;
export type MetricLineFile = z.output<typeof metricLine>;
