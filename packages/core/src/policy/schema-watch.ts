import * as z from 'zod';
import { column, commandLine, count, countOf, duration, path, word } from './schema-values.ts';

/** Section of a model that acts on its own: `monitor`. */

const address = z.string().regex(/^https?:\/\/[^\s?#@]+$/, { error: 'an address such as `https://jira.example.org`' });

/** Secrets never stand in a policy: it names the variable that holds them. */
const variable = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'the name of an environment variable, such as `SLACK_WEBHOOK_URL`' });

/** Above 0% and below 100%, by its digits, so that editors know it too. */
const shareError = 'a share above 0 and below 1, or a percent above `0%` and below `100%` such as `1%`';
const share = z.union(
  [
    z.number({ error: shareError }).gt(0, { error: shareError }).lt(1, { error: shareError }),
    z.string({ error: shareError }).regex(/^(?=.*[1-9])(?:\d{1,2}(?:\.\d+)?|\.\d+)%$/, { error: shareError }),
  ],
  { error: shareError },
);

/** A path, or objects of a store: `s3:` without a bucket is no path. */
const location = z
  .string({ error: 'text' })
  .regex(/^(?:(?!s3:).+|s3:\/\/[^/\s]+(?:\/.*)?)$/u, { error: 'a path, or objects as `s3://bucket/prefix`' });

const labels = z
  .strictObject({
    path: location.describe('File, pattern or folder with the true labels, or `s3://bucket/prefix`.'),
    join: column.describe('Column that joins labels with rows; it is in both.'),
    delay: duration.describe('Time after which a label is known: rows are judged this long after their window.'),
    target: column.optional().describe('Column with the label. Default: `evaluate.target`.'),
  })
  .describe('True labels, which become known later.');

const service = z.strictObject({
  name: word.describe('Name in the report.'),
  bad: word.describe('Counter of bad events, errors or answers over the latency budget: a Prometheus selector.'),
  all: word.describe('Counter of all events.'),
  max: share.describe('Largest accepted share of bad events: 0.01 or `1%`.'),
});

/** What a branch carries is content: never all of the repository at once, git's own folder, or ours. */
const carried = path.refine(
  (written) => {
    const parts = written
      .toLowerCase()
      .split('/')
      .filter((part) => part !== '' && part !== '.');
    return parts.length > 0 && !parts.includes('.git') && !parts.includes('.weighbridge');
  },
  { error: 'a file or folder of the repository, such as `data`; not `.`, `.git` or `.weighbridge`' },
);

const retrain = z.strictObject({
  on: z
    .array(z.enum(['drift', 'prediction', 'performance']))
    .min(1, { error: 'a list of `drift`, `prediction` and `performance`' })
    .default(['drift', 'performance'])
    .describe('Which alarms start a retraining.'),
  workflow: word
    .default('weighbridge-retrain.yml')
    .describe('Workflow that is dispatched on the branch of the retraining; GitLab runs a pipeline of it.'),
  prepare: commandLine
    .optional()
    .describe('Command that fetches newer data before the branch is made: `dvc update data/train.dvc`.'),
  commit: z.array(carried).default([]).describe('Files that `prepare` changes and the branch carries.'),
  cooldown: duration.default('7d').describe('Shortest time between two retrainings.'),
  'max-per-month': count.default(4).describe('Most retrainings in 30 days.'),
  'max-without-success': count
    .min(1)
    .default(2)
    .describe('Retrainings in a row without a new champion after which a person must look.'),
});

/** Where a change of state is told. Each has its own fields; secrets come from variables. */
const channel = z.discriminatedUnion(
  'to',
  [
    z.strictObject({ to: z.literal('slack'), 'url-from': variable.default('SLACK_WEBHOOK_URL') }),
    z.strictObject({ to: z.literal('teams'), 'url-from': variable.default('TEAMS_WEBHOOK_URL') }),
    z.strictObject({
      to: z.literal('jira'),
      url: address,
      project: word,
      type: word.default('Task'),
      done: word.default('Done').describe('Transition, or status it leads to, that closes the issue.'),
      'user-from': variable
        .optional()
        .describe('Variable with the user of an API token; without one it is a bearer token.'),
      'token-from': variable.default('JIRA_TOKEN'),
    }),
    z.strictObject({
      to: z.literal('webhook'),
      'url-from': variable.default('WEBHOOK_URL'),
      'secret-from': variable
        .optional()
        .describe('Variable with the key of the HMAC-SHA256 in `X-Weighbridge-Signature`.'),
    }),
    z.strictObject({ to: z.literal('pushgateway'), url: address, 'token-from': variable.optional() }),
    z.strictObject({ to: z.literal('openmetrics'), file: path }),
    z.strictObject({
      to: z.literal('grafana'),
      url: address,
      'token-from': variable.default('GRAFANA_TOKEN'),
      dashboard: word.optional().describe('UID of a dashboard. Default: an annotation of the organisation.'),
    }),
    z.strictObject({
      to: z.literal('datadog'),
      url: address.default('https://api.datadoghq.com'),
      'key-from': variable.default('DD_API_KEY'),
    }),
    z.strictObject({
      to: z.literal('splunk'),
      url: address,
      'token-from': variable.default('SPLUNK_HEC_TOKEN'),
      index: word.optional(),
    }),
  ],
  {
    error:
      '`to: slack`, `teams`, `jira`, `webhook`, `pushgateway`, `openmetrics`, `grafana`, `datadog` or `splunk` with its keys',
  },
);

export const monitor = z.strictObject({
  current: location.describe('Rows that production saw: a file, pattern or folder, or `s3://bucket/prefix`.'),
  query: word.optional().describe('A `SELECT` over the table `current`, whose result is what is watched.'),
  time: column
    .optional()
    .describe(
      'Column with the time of a row (UTC). Without it all rows are one window, and every look must find new rows only: rows that stand there again count again.',
    ),
  window: duration
    .default('1d')
    .describe(
      'Length of a window: `1h`, `2h`, `3h`, `4h`, `6h`, `8h`, `12h` or whole days. Windows do not overlap; the first of a day begins at 00:00 UTC, those of several days at multiples of their length since 1970-01-01 (weeks on Thursdays).',
    ),
  settle: duration.default('0s').describe('How late rows may arrive: a window is judged this long after its end.'),
  reference: location
    .optional()
    .describe(
      'File that is the reference. Default: the profile of `dataset` in the champion’s record, without any rows.',
    ),
  dataset: word.default('train').describe('Dataset of `data` whose profile is the reference.'),
  columns: z.array(column).optional().describe('Columns that are watched. Default: every one that both sides have.'),
  'min-n': count.min(2).default(100).describe('Windows with fewer rows are too small to judge.'),
  labels: labels.optional(),
  service: z
    .array(service)
    .default([])
    .describe('Shares of bad events that are watched; counters come from `prometheus`.'),
  prometheus: address
    .optional()
    .describe('Address of a Prometheus server. Default: that of `deploy.live`. A token comes from `PROMETHEUS_TOKEN`.'),
  alarm: countOf.default('3 of 5').describe('In how many of its last windows a limit must be passed.'),
  'close-after': count.min(1).default(3).describe('Windows in a row within the limits after which an alarm ends.'),
  retrain: retrain.optional().describe('When and how often the training workflow is started.'),
  notify: z.array(channel).default([]).describe('Who is told when the state changes.'),
});
