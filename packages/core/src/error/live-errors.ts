import { defineError } from './define.ts';

/** What a user can get wrong about the counters that a rollout is judged by. Codes WB615x. */
export const liveErrors = {
  notASelector: defineError<{ metric: string; text: string; problem: string; give: string }>(
    'WB6150',
    { metric: 'errors', text: 'rate(x[1m])', problem: 'is a rate', give: 'the counter `x`' },
    ({ metric, text, problem, give }) => ({
      message: `The metric ${metric} counts by \`${text}\`, which ${problem}.`,
      cure: `Give ${give}; what is added to it is counted.`,
    }),
  ),
  selectorLabel: defineError<{ metric: string; label: string }>(
    'WB6151',
    { metric: 'errors', label: 'version' },
    ({ metric, label }) => ({
      message: `The selector of the metric ${metric} names the label \`${label}\`, which tells the sides apart.`,
      cure: 'Leave it out of the selector; it is added for each side.',
    }),
  ),
  refusedQuery: defineError<{ url: string; metric: string; said: string; where: string }>(
    'WB6152',
    {
      url: 'http://prometheus:9090',
      metric: 'errors',
      said: 'parse error: unexpected character',
      where: 'deploy.metrics',
    },
    ({ url, metric, said, where }) => ({
      message: `Prometheus at ${url} does not take the selector of the metric ${metric}: ${said}.`,
      cure: `Correct it in \`${where}\`.`,
    }),
  ),
  refusedToken: defineError<{ url: string; status: number }>(
    'WB6153',
    { url: 'http://prometheus:9090', status: 401 },
    ({ url, status }) => ({
      message: `Prometheus at ${url} does not let this job read (HTTP ${status}).`,
      cure: 'Put a bearer token that may query into `PROMETHEUS_TOKEN`.',
    }),
  ),
  notPrometheus: defineError<{ url: string; found: string; where: string }>(
    'WB6154',
    { url: 'http://grafana:3000', found: 'HTTP 404', where: 'live.prometheus' },
    ({ url, found, where }) => ({
      message: `${url} does not answer as the API of Prometheus does (${found}).`,
      cure: `Correct \`${where}\`: scheme, host, port, and the folder if it lives in one.`,
    }),
  ),
  tooManySeries: defineError<{ metric: string; count: number; limit: number }>(
    'WB6155',
    { metric: 'errors', count: 2000, limit: 500 },
    ({ metric, count, limit }) => ({
      message: `The selector of the metric ${metric} finds ${count} series for one side; at most ${limit} are read.`,
      cure: 'Name more labels in it, or sum the series by a recording rule into a counter.',
    }),
  ),
  brokenCounters: defineError<{ problem: string }>('WB6156', { problem: 'it is not JSON' }, ({ problem }) => ({
    message: `The file of counters cannot be read: ${problem}.`,
    cure: 'Write one JSON object such as {"v2": {"errors": 3, "requests": 120}, "v1": {…}}, and replace it whole.',
  })),
};
