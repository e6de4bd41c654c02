import * as z from 'zod';
import { commandLine, count, duration, number, path, word } from './schema-values.ts';

/** Sections of a model that act after the merge: `register`, `promote`, `deploy`. */

const aliasName = word.regex(/^[a-z][a-z0-9-]{0,62}[a-z0-9]$/, {
  error: 'small letters, digits and `-`, starting with a letter and ending with a letter or digit',
});

export const register = z.strictObject({
  scheme: z
    .enum(['semver', 'calendar'])
    .default('semver')
    .describe('How versions are numbered: `v1.4.0`, or `v2026.11.22`.'),
  bump: z
    .enum(['auto', 'major', 'minor', 'patch'])
    .default('auto')
    .describe('Of `semver`: which number grows. `auto`: patch when nothing but data changed, else minor.'),
  output: word.default('model').describe('Output of `train.outputs` that is the model.'),
  release: z
    .boolean()
    .default(true)
    .describe('Make a release on the forge, with manifest, card and bill of materials.'),
  mlflow: word
    .optional()
    .describe('Name of the registered model in MLflow, whose address is in `MLFLOW_TRACKING_URI`. Default: not there.'),
  scan: z
    .strictObject({
      allow: z
        .array(word)
        .default([])
        .describe(
          'Imports that a pickle may make beside the known ones: `mypackage.preprocess.Encoder`, `mypackage.*`.',
        ),
    })
    .prefault({})
    .describe('What a pickle in the model may do when it is loaded.'),
});

const gitops = z.strictObject({
  repository: word.optional().describe('Address of the repository; default: this one.'),
  branch: word.default('main').describe('Branch that is committed to.'),
  file: path.describe('File whose value is set: `kustomization.yaml`, `values.yaml`.'),
  image: word.optional().describe('Of a kustomization: the name of the image whose `newTag` is set.'),
  key: word.optional().describe('Of any YAML file: the path of the key, such as `churn.model.version`.'),
  value: word.default('{version}').describe('What is written: `{version}`, `{digest}` and `{commit}` are filled in.'),
});

export const promote = z.strictObject({
  alias: aliasName.default('champion').describe('Alias that moves to the new version.'),
  gitops: gitops.optional().describe('A manifest that is changed by a commit, for a controller to pick up.'),
});

const share = z
  .union([
    number.gt(0, { error: 'a share above 0 and below 1, or a percent such as `1%`' }).lt(1),
    z.string().regex(/^(?:\d+(?:\.\d+)?|\.\d+)%$/, { error: 'a share above 0 and below 1, or a percent such as `1%`' }),
  ])
  .describe('A share: 0.01 or `1%`.');

const liveMetric = z.strictObject({
  name: word.describe('Name in the report.'),
  bad: word.describe('Counter of bad events: a Prometheus selector, or a name in the file.'),
  all: word.describe('Counter of all events.'),
  'max-rise': share.describe('Largest accepted rise of the share of bad events against the stable version.'),
  'min-n': count.default(100).describe('Events of the canary at a step before it may advance.'),
});

const serve = z.strictObject({
  run: commandLine.describe(
    'Command that serves the model in `WEIGHBRIDGE_MODEL` on 127.0.0.1 at port `WEIGHBRIDGE_PORT`, version `WEIGHBRIDGE_VERSION`.',
  ),
  ready: word.default('/').describe('Path that answers 2xx once the server can take requests.'),
  timeout: duration.default('60s').describe('Longest time until it is ready.'),
  port: count
    .min(1)
    .max(65_535)
    .optional()
    .describe('Of `process`: the port where the proxy answers. Default: any free one.'),
  env: z.array(word).default([]).describe('Names of variables that the server may see beside the usual ones.'),
});

const haproxy = z.strictObject({
  socket: word.describe('Runtime socket: a path, or `host:port`. Default user: the one of this job.'),
  backend: word.describe('Backend that balances the model.'),
  stable: word.describe('Server of the backend that is the stable side when nothing is being rolled out.'),
  canary: word.describe('The other server. The two change places with every version.'),
  start: commandLine
    .optional()
    .describe(
      'Command that puts the candidate (`WEIGHBRIDGE_MODEL`, `WEIGHBRIDGE_VERSION`) on the server `WEIGHBRIDGE_SERVER`.',
    ),
  'state-file': word
    .optional()
    .describe("HAProxy's state file, written after each change so that weights survive a restart."),
});

const hooks = z.strictObject({
  'set-weight': commandLine.describe('Gives the canary `WEIGHBRIDGE_WEIGHT` percent of the traffic.'),
  status: commandLine.describe('Prints JSON: `{"stable": "v1", "canary": "v2", "weight": 5, "healthy": true}`.'),
  abort: commandLine.describe('Gives all traffic to the stable version.'),
  start: commandLine.optional().describe('Makes the candidate reachable without traffic.'),
  promote: commandLine.optional().describe('Makes the canary the stable version. Default: `set-weight` with 100.'),
  timeout: duration.default('5m').describe('Longest time of one call.'),
});

const live = z
  .strictObject({
    prometheus: z
      .string()
      .regex(/^https?:\/\/[^\s?#@]+$/, { error: 'an address such as `http://prometheus:9090`' })
      .optional()
      .describe('Address of a Prometheus server. A bearer token comes from `PROMETHEUS_TOKEN`.'),
    label: word
      .default('version')
      .describe('Label that tells the sides apart; its values are versions, or servers of HAProxy.'),
    file: path.optional().describe('JSON file with counters by side, for what has no Prometheus.'),
  })
  .describe('Where the counters of what is served are read.');

const smoke = z.strictObject({
  kind: z
    .enum(['openapi', 'sample', 'v2', 'mlflow'])
    .describe(
      'How the model is asked: its OpenAPI page (FastAPI), a sample request, Open Inference Protocol V2, MLflow.',
    ),
  path: word.optional().describe('Path of the prediction: `/predict`. Default: the kind’s own.'),
  request: path.optional().describe('File with a sample request (JSON).'),
  expect: z
    .record(word, z.enum(['number', 'text', 'boolean', 'list', 'object', 'share']))
    .default({})
    .describe('Fields of the answer, by type; `share` is a number from 0 to 1.'),
  timeout: duration.default('10s').describe('Longest time of one answer.'),
});

export const deploy = z.strictObject({
  target: z.enum(['process', 'haproxy', 'command']).describe('What serves the model.'),
  environment: word.default('production').describe('Environment of the forge that deployments are shown under.'),
  strategy: z
    .enum(['canary', 'blue-green', 'shadow'])
    .default('canary')
    .describe('How traffic moves: step by step, at once after checks, or after a time of mirrored requests.'),
  steps: z
    .array(number.gt(0, { error: 'a percent above 0' }).max(100, { error: 'a percent of at most 100' }))
    .min(1, { error: 'a list of percents of the traffic' })
    .default([5, 25, 50])
    .describe('Percents of the traffic, one after the other; 100 follows.'),
  bake: duration.default('10m').describe('Shortest time at one step.'),
  'max-hold': duration.default('1h').describe('Longest time at one step.'),
  'max-wait': duration
    .default('20m')
    .describe('Longest time that one job waits; longer plans are ticked by a schedule.'),
  'stale-after': duration
    .default('30m')
    .describe('Time without a look after which the stable version takes over again.'),
  'no-data': z.enum(['hold', 'abort', 'advance']).default('hold').describe('What happens when a step has no data.'),
  'on-undecided': z.enum(['abort', 'hold', 'advance']).default('abort').describe('What happens after `max-hold`.'),
  alpha: number
    .gt(0)
    .lt(0.5)
    .default(0.05)
    .describe('Chance that an innocent version is rolled back, all metrics together.'),
  metrics: z.array(liveMetric).default([]).describe('What is watched while traffic moves.'),
  live: live.optional(),
  serve: serve.optional().describe('Of `process`: the server.'),
  haproxy: haproxy.optional().describe('Of `haproxy`: where it is.'),
  command: hooks.optional().describe('Of `command`: your own commands.'),
  smoke: smoke.optional().describe('Test of the served model before it gets its first request.'),
});

/** Top-level: whom we believe that a model was weighed. */
export const attest = z
  .strictObject({
    by: z
      .enum(['api', 'key', 'sigstore'])
      .default('api')
      .describe('`api`: the forge’s word on the run. `key`: a signature of ours. `sigstore`: the forge’s OIDC token.'),
    keys: z
      .array(path)
      .default([])
      .describe('Of `key`: public keys (PEM) in this repository. The private one is in `WEIGHBRIDGE_SIGNING_KEY`.'),
    workflow: word
      .optional()
      .describe('Of `sigstore`: file of the workflow that ships, such as `ship.yml`; on GitLab `.gitlab-ci.yml`.'),
    issuer: word.optional().describe('Of `sigstore`: the issuer of the token. Default: the forge’s own.'),
  })
  .describe('How it is proved that a model was weighed here.');
