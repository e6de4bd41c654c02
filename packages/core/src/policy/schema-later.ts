import * as z from 'zod';
import { column, count, countOf, duration, later, margin, number, path, word } from './schema-values.ts';

/** Sections whose commands do not exist yet: their shape is checked, then they are refused by name. */
const register = z.strictObject({
  scheme: z.enum(['semver']).default('semver').describe('How versions are numbered.'),
});

const promote = z.strictObject({
  alias: word.default('champion').describe('Alias that moves to the new version.'),
});

const liveMetric = z.strictObject({
  name: word.describe('Name in the report.'),
  bad: word.describe('Query of a counter of bad events.'),
  all: word.describe('Query of a counter of all events.'),
  'max-rise': margin.describe('Largest accepted rise of the share of bad events.'),
  'min-n': count.optional().describe('Events needed before the step may advance.'),
});

const targets = ['process', 'haproxy', 'argo-rollouts', 'kserve', 'seldon', 'gateway-api', 'sagemaker', 'command'];

const deploy = z.strictObject({
  target: z.enum(targets).describe('What serves the model.'),
  strategy: z.enum(['canary']).default('canary').describe('How traffic moves to the new version.'),
  steps: z
    .array(number.gt(0, { error: 'a percent above 0' }).max(100, { error: 'a percent of at most 100' }))
    .min(1, { error: 'a list of percents of the traffic' })
    .describe('Percents of the traffic, one after the other.'),
  bake: duration.describe('Shortest time at one step.'),
  'max-hold': duration.optional().describe('Longest time at one step.'),
  'max-wait': duration.optional().describe('Longest time that one job waits.'),
  'stale-after': duration.optional().describe('Time without a look after which the champion takes over again.'),
  'no-data': z.enum(['hold', 'abort']).default('hold').describe('What happens when a window has no data.'),
  'on-undecided': z.enum(['abort', 'hold', 'advance']).default('abort').describe('What happens after `max-hold`.'),
  metrics: z.array(liveMetric).default([]).describe('What is watched while traffic moves.'),
});

const monitor = z.strictObject({
  current: path.describe('Rows that production saw lately.'),
  labels: z
    .strictObject({
      path,
      join: column.describe('Column that joins labels with rows.'),
      delay: duration.describe('Time until a label is known.'),
    })
    .optional()
    .describe('True labels, once they are known.'),
  alarm: countOf.optional().describe('In how many of the last windows a limit must be passed.'),
  retrain: z
    .strictObject({
      cooldown: duration.describe('Shortest time between two retrainings.'),
      'max-per-month': count.describe('Most retrainings in a month.'),
    })
    .optional()
    .describe('When and how often the training workflow is started.'),
});

/** Keys of a model that are refused by name. */
export const laterKeys = {
  register: later(register.optional(), 'How a version of the model is registered.'),
  promote: later(promote.optional(), 'Which alias follows the newest accepted version.'),
  deploy: later(deploy.optional(), 'How a promoted version takes over the traffic.'),
  monitor: later(monitor.optional(), 'What is watched in production.'),
};
