import { formatUserError, UserError } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const good = `version: 1
models:
  churn:
    data:
      evaluation: { path: data/evaluation.csv }
    train:
      params: params.yml
      outputs: { predictions: predictions.parquet }
    evaluate:
      task: binary
      target: churned
      score: probability
      slices: [region]
      metrics: [{ file: metrics.json, key: p95_ms, direction: lower, unit: ms }]
    gate:
      - { metric: roc_auc, min: 0.70, max-drop: 0.010 }
      - { metric: recall, slice: region, max-drop: 0.03, min-n: 150 }
      - { metric: p95_ms, max: 40, max-rise: 10% }
`;

/** The one line that a user sees. */
function errorOf(text: string): string {
  try {
    readPolicy(text, 'weighbridge.yml');
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return 'no error';
}

type Case = readonly [name: string, from: string | RegExp, to: string, expected: string];

const shapes: readonly Case[] = [
  [
    'unknown metric',
    'metric: roc_auc',
    'metric: roc_acu',
    'WB2041 weighbridge.yml:16:19: unknown metric "roc_acu". Did you mean "roc_auc"? Metrics in this run: p95_ms, accuracy,',
  ],
  [
    'unknown key',
    'max-drop: 0.010',
    'max-drpo: 0.010',
    'WB2010 weighbridge.yml:16:39: unknown key "max-drpo" in models.churn.gate[0]. Did you mean "max-drop"? Known keys: metric, slice, min,',
  ],
  [
    'unknown key at the top',
    'version: 1',
    'version: 1\nmodel: {}',
    'WB2010 weighbridge.yml:2:1: unknown key "model" in the policy. Did you mean "models"?',
  ],
  [
    'missing key',
    '      target: churned\n',
    '',
    'WB2011 weighbridge.yml:9:5: "target" is missing in models.churn.evaluate. Add it: Column with the true label, 0 or 1.',
  ],
  [
    'missing predictions',
    'predictions: predictions.parquet',
    'model: model/',
    'WB2011 weighbridge.yml:8:7: "predictions" is missing in models.churn.train.outputs.',
  ],
  [
    'value of another type',
    'min: 0.70',
    'min: high',
    'WB2012 weighbridge.yml:16:33: models.churn.gate[0].min is "high". It must be a number.',
  ],
  [
    'percent of an absolute limit',
    'max: 40',
    'max: 40%',
    'WB2012 weighbridge.yml:18:32: models.churn.gate[2].max is "40%". It must be a number.',
  ],
  [
    'margin below zero',
    'max-drop: 0.010',
    'max-drop: -0.01',
    'WB2012 weighbridge.yml:16:49: models.churn.gate[0].max-drop is -0.01. It must be a number of at least 0',
  ],
  ['not a number', 'min: 0.70', 'min: .nan', 'WB2012 weighbridge.yml:16:33: models.churn.gate[0].min is NaN.'],
  [
    'not one of the values',
    'task: binary',
    'task: binry',
    'WB2012 weighbridge.yml:10:13: models.churn.evaluate.task is "binry". Did you mean "binary"? It must be `binary`.',
  ],
  [
    'wrong action',
    'version: 1',
    'version: 1\non-inconclusive: wran',
    'WB2012 weighbridge.yml:2:18: on-inconclusive is "wran". Did you mean "warn"? It must be one of `pass`, `warn`, `fail`.',
  ],
  ['wrong version', 'version: 1', 'version: 2', 'WB2012 weighbridge.yml:1:10: version is 2. It must be 1'],
  [
    'path out of the repository',
    'params.yml',
    '../params.yml',
    'WB2012 weighbridge.yml:7:15: models.churn.train.params is "../params.yml". It must be a path inside the repository',
  ],
  [
    'gate is a mapping',
    /gate:[\s\S]*/,
    'gate: { metric: roc_auc }\n',
    'WB2012 weighbridge.yml:15:11: models.churn.gate is a mapping. It must be a list.',
  ],
  [
    'gate is empty',
    /gate:[\s\S]*/,
    'gate: []\n',
    'WB2012 weighbridge.yml:15:11: models.churn.gate is a list. It must be a list with at least one line.',
  ],
];

const rules: readonly Case[] = [
  [
    'drop where lower is better',
    'max-rise: 10%',
    'max-drop: 10%',
    'WB2050 weighbridge.yml:18:36: p95_ms is better when it is lower, so `max-drop` would limit an improvement. Did you mean `max-rise`?',
  ],
  [
    'rise where higher is better',
    'max-drop: 0.03',
    'max-rise: 0.03',
    'WB2050 weighbridge.yml:17:42: recall is better when it is higher',
  ],
  [
    'unknown slice',
    'slice: region',
    'slice: regoin',
    'WB2042 weighbridge.yml:17:34: The slice "regoin" is not in `evaluate.slices`. Did you mean "region"?',
  ],
  [
    'no limit',
    'min: 0.70, max-drop: 0.010',
    'judge: proof',
    'WB2051 weighbridge.yml:16:19: The line for roc_auc has no limit',
  ],
  [
    'min above max',
    'min: 0.70',
    'min: 0.70, max: 0.6',
    'WB2052 weighbridge.yml:16:33: No value is at least 0.7 and at most 0.6.',
  ],
  [
    'duplicate line',
    '{ metric: p95_ms, max: 40, max-rise: 10% }',
    '{ metric: roc_auc, min: 0.5 }',
    'WB2053 weighbridge.yml:18:9: roc_auc has a line already, number 1 of `gate`.',
  ],
  [
    'percent for a share',
    'min: 0.70',
    'min: 70',
    'WB2054 weighbridge.yml:16:33: roc_auc lies in 0 to 1, and `min: 70` does not.',
  ],
  [
    'judge without its limit',
    'max-drop: 0.03',
    'max-drop: 0.03, judge: bound',
    'WB2055 weighbridge.yml:17:65: `judge: bound` says how `min` or `max` is judged',
  ],
  [
    'judge twice',
    'max-drop: 0.010',
    'max-drop: 0.010, judge: [proof, harm]',
    'WB2056 weighbridge.yml:16:63: `judge` cannot be proof and harm at once.',
  ],
  [
    'min-n without slice',
    'min: 0.70',
    'min: 0.70, min-n: 5',
    'WB2057 weighbridge.yml:16:39: The line for roc_auc has `min-n` and no `slice`.',
  ],
  [
    'slice of a file metric',
    'metric: p95_ms',
    'metric: p95_ms, slice: region',
    'WB2043 weighbridge.yml:18:34: p95_ms is one number from a file',
  ],
  ['limit from no anchor', '    gate:', '    anchor: none\n    gate:', 'no error'],
  [
    'a taken metric name',
    'key: p95_ms',
    'key: p95_ms, name: recall',
    'WB2032 weighbridge.yml:14:58: "recall" is a metric that is computed',
  ],
  ['a slice twice', '[region]', '[region, region]', 'WB2031 weighbridge.yml:13:24: The slice "region" is there twice.'],
  [
    'an unsafe model name',
    '  churn:',
    '  "../x":',
    'WB2030 weighbridge.yml:3:3: "../x" cannot be the name of a model.',
  ],
  ['a model name that breaks a marker', '  churn:', '  a--b:', 'WB2030 weighbridge.yml:3:3: "a--b"'],
];

describe('readPolicy', () => {
  it('fills in every default', () => {
    const policy = readPolicy(good, 'weighbridge.yml');
    expect(policy).toMatchObject({
      version: 1,
      alpha: 0.05,
      onInconclusive: 'warn',
      onIncomparable: 'fail',
      baseline: { maxAgeDays: 30, maxAgeCommits: 200 },
    });
    expect(policy.models['churn']).toMatchObject({
      name: 'churn',
      data: { evaluation: { path: 'data/evaluation.csv' } },
      train: { params: 'params.yml', ignore: [], outputs: { predictions: 'predictions.parquet' } },
      anchor: 'champion',
      predictions: { keep: 'artifact' },
    });
    expect(policy.models['churn']?.evaluate.threshold).toBe(0.5);
  });

  it('keeps limits as they are written', () => {
    expect(readPolicy(good, 'weighbridge.yml').models['churn']?.gate).toEqual([
      {
        line: 1,
        metric: 'roc_auc',
        min: { amount: 0.7, relative: false, written: '0.70' },
        maxDrop: { amount: 0.01, relative: false, written: '0.010' },
        minRows: 0,
        judge: 'proof',
        judgeAbsolute: 'point',
      },
      {
        line: 2,
        metric: 'recall',
        slice: 'region',
        maxDrop: { amount: 0.03, relative: false, written: '0.03' },
        minRows: 150,
        judge: 'harm',
        judgeAbsolute: 'point',
      },
      {
        line: 3,
        metric: 'p95_ms',
        max: { amount: 40, relative: false, written: '40' },
        maxRise: { amount: 0.1, relative: true, written: '10%' },
        minRows: 0,
        judge: 'proof',
        judgeAbsolute: 'point',
      },
    ]);
  });

  it('takes one word or two for judge', () => {
    const text = good.replace('max-drop: 0.010 }', 'max-drop: 0.010, judge: [harm, bound] }');
    expect(readPolicy(text, 'weighbridge.yml').models['churn']?.gate[0]).toMatchObject({
      judge: 'harm',
      judgeAbsolute: 'bound',
    });
  });

  it('reads anchors and aliases that do not grow', () => {
    const text = good
      .replace('params: params.yml', 'ignore: &columns [region]')
      .replace('slices: [region]', 'slices: *columns');
    expect(errorOf(text)).toBe('no error');
  });
});

describe('a broken policy', () => {
  it.each([...shapes, ...rules])('%s', (_case, from, to, expected) => {
    expect(errorOf(good.replace(from, to)).slice(0, expected.length)).toBe(expected);
  });
});

describe('the anchor', () => {
  it('must be there when a limit speaks of it', () => {
    const text = good
      .replace('    gate:', '    anchor: none\n    gate:')
      .replace('max-drop: 0.010', 'max-drop-from-anchor: 0.02');
    expect(errorOf(text)).toMatch(
      /^WB2058 weighbridge\.yml:17:\d+: `max-drop-from-anchor` limits the distance from an anchor/,
    );
  });
});
