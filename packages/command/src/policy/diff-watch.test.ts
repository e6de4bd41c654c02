import { diffPolicies } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const base = `version: 1
models:
  churn:
    data: { train: { path: train.csv } }
    train: { outputs: { predictions: p.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: roc_auc, min: 0.5 }]
`;
const watching = (monitor: string): string => `${base}    monitor: ${monitor}\n`;

function changes(was: string, now: string): string[] {
  return diffPolicies(readPolicy(was, 'w.yml'), readPolicy(now, 'w.yml'), 'churn').map(
    (change) => `${change.was ?? ''} → ${change.now ?? ''}: ${change.effect}`,
  );
}

describe('what a change does to the watch', () => {
  const usual = watching('{ current: live.csv, alarm: 3 of 5 }');
  it.each([
    ['the same', usual, []],
    ['nothing is watched any more', base, ['monitor: in the policy → : looser']],
    [
      'an alarm that rings later',
      watching('{ current: live.csv, alarm: 4 of 5 }'),
      ['alarm: 3 of 5 → alarm: 4 of 5: looser'],
    ],
    [
      'an alarm that rings earlier',
      watching('{ current: live.csv, alarm: 3 of 6 }'),
      ['alarm: 3 of 5 → alarm: 3 of 6: stricter'],
    ],
    ['fewer columns', watching('{ current: live.csv, alarm: 3 of 5, columns: [age] }'), [' → columns: age: looser']],
    [
      'longer windows',
      watching('{ current: live.csv, alarm: 3 of 5, window: 7d }'),
      ['window: 86400 s → window: 604800 s: looser'],
    ],
  ])('%s', (_name, now, expected) => {
    expect(changes(usual, now)).toEqual(expected);
  });

  it('tells of a watch that is new', () => {
    expect(changes(base, usual)).toEqual([' → monitor: in the policy: stricter']);
  });
});

function refused(monitor: string): string {
  try {
    readPolicy(watching(monitor), 'w.yml');
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

const refusals: [monitor: string, expected: string][] = [
  ['{ current: live.csv, alarm: 6 of 5 }', '`alarm` is 6 of 5. It must be a count of at most 10 windows'],
  ['{ current: live.csv, alarm: often }', 'It must be a count of windows such as `3 of 5`'],
  ['{ current: live.csv, window: 5m }', '`window` is 5m. It must be `1h`, `2h`, `3h`'],
  ['{ current: live.csv, window: 30h }', '`window` is 30h. It must be `1h`, `2h`'],
  ['{ current: live.csv, window: 5h }', 'or whole days such as `1d` or `7d`'],
  ['{ current: live.csv, window: 1h 30m }', '`window` is 1h 30m.'],
  ['{ current: "s3://" }', 'monitor.current is "s3://". It must be a path, or objects as `s3://bucket/prefix`'],
  ['{ current: "s3:///live/" }', 'It must be a path, or objects as `s3://bucket/prefix`'],
  ['{ current: l.csv, reference: "s3:bucket" }', 'monitor.reference is "s3:bucket". It must be a path, or objects'],
  [
    '{ current: l.csv, labels: { path: "s3://", join: c, delay: 1d } }',
    'monitor.labels.path is "s3://". It must be a path, or objects',
  ],
  ...['250%', '100%', '0%', '0.0%', '1', '0', '-1%'].map((max): [string, string] => [
    `{ current: l.csv, prometheus: "http://p", service: [{ name: e, bad: e, all: r, max: ${max} }] }`,
    'It must be a share above 0 and below 1, or a percent above `0%` and below `100%` such as `1%`',
  ]),
  [
    '{ current: live.csv, dataset: other }',
    '`dataset` is other. It must be a dataset of `data` (train), or set `reference`, a file',
  ],
  [
    '{ current: live.csv, service: [{ name: errors, bad: e, all: r, max: 1% }] }',
    'Where the counters of `service` are read',
  ],
  ['{ current: live.csv, retrain: { on: [performance] } }', 'without them performance is never known'],
  ['{ current: live.csv, notify: [{ to: slakc }] }', 'notify[0].to is "slakc". Did you mean "slack"?'],
  ['{ current: live.csv, notify: [{ to: pager, url: "https://p" }] }', '`to: slack`, `teams`, `jira`'],
  ['{ current: live.csv, notify: [slack] }', '`to: slack`, `teams`, `jira`'],
  [
    '{ current: live.csv, notify: [{ to: slack, url: "https://hooks.slack.com/x" }] }',
    'unknown key "url" in models.churn.monitor.notify[0]. Known keys: to, url-from.',
  ],
  ['{ current: live.csv, notify: [{ to: openmetrics, file: m, url: x }] }', 'Known keys: to, file.'],
  [
    '{ current: live.csv, notify: [{ to: slack, url-from: "https://hooks.slack.com/x" }] }',
    'the name of an environment variable',
  ],
];

describe('a watch that cannot be', () => {
  it.each(refusals)('%s', (monitor, expected) => {
    expect(refused(monitor)).toContain(expected);
  });

  it.each(['1h', '2h', '12h', '24h', '1d', '7d', '48h'])('takes windows of %s', (window) => {
    expect(refused(`{ current: live.csv, window: ${window} }`)).toBe('no error');
  });

  it.each(['99.9%', '.5%', '1%', '0.01', '00.5%'])('takes a share of %s', (max) => {
    const service = `[{ name: e, bad: e, all: r, max: ${max} }]`;
    expect(refused(`{ current: l.csv, prometheus: "http://p", service: ${service} }`)).toBe('no error');
  });

  it('takes a whole one', () => {
    const monitor =
      '{ current: "s3://bucket/live/", time: at, labels: { path: l.csv, join: c, delay: 90d }, alarm: 3 of 5, retrain: { cooldown: 7d, max-per-month: 4 }, notify: [{ to: slack }, { to: jira, url: "https://jira.example.org", project: ML }] }';
    const { churn } = readPolicy(watching(monitor), 'w.yml').models;
    expect(churn?.monitor).toMatchObject({
      current: { kind: 's3', bucket: 'bucket', prefix: 'live/' },
      alarm: { k: 3, n: 5, closeAfter: 3 },
      labels: { target: 'y', delay: 90 * 24 * 60 * 60 * 1000 },
      notify: [
        { to: 'slack', urlFrom: 'SLACK_WEBHOOK_URL' },
        { to: 'jira', tokenFrom: 'JIRA_TOKEN' },
      ],
    });
  });
});
