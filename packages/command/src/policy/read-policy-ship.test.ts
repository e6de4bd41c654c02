import { formatUserError, UserError } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const small = `version: 1
models:
  churn:
    train: { outputs: { predictions: p.csv, model: m.pkl } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: roc_auc, min: 0.5 }]
    register: {}
`;

function read(text: string) {
  const model = readPolicy(text, 'w.yml').models['churn'];
  if (!model) throw new Error('no model');
  return model;
}

function errorOf(text: string): string {
  try {
    readPolicy(text, 'w.yml');
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return 'no error';
}

describe('what happens after the merge', () => {
  it('has defaults, durations in milliseconds, shares as numbers, and 100 as the last step', () => {
    const deploy = `    deploy:
      target: process
      serve: { run: python serve.py, ready: /health }
      live: { file: counters.json }
      bake: 90s
      metrics: [{ name: errors, bad: errors, all: requests, max-rise: 1% }]
`;
    expect(read(`${small}${deploy}`)).toMatchObject({
      register: { scheme: 'semver', bump: 'auto', output: 'model', release: true, allowedImports: [] },
      deploy: {
        target: { kind: 'process', serve: { run: 'python serve.py', ready: '/health', timeout: 60_000 } },
        steps: [5, 25, 50, 100],
        bake: 90_000,
        maxHold: 3_600_000,
        live: { kind: 'file', path: 'counters.json' },
        metrics: [{ name: 'errors', margin: 0.01, minCount: 100 }],
      },
    });
  });

  it.each([
    ['    deploy: { target: haproxy }\n', 'WB2011 w.yml:8:13: "haproxy: {…}" is missing in deploy.'],
    [
      '    deploy: { target: command, command: { set-weight: a, status: b, abort: c }, steps: [25, 5] }\n',
      'WB2012 w.yml:8:93: `steps` is 25, 5. It must be percents that rise.',
    ],
    [
      '    deploy: { target: command, command: { set-weight: a, status: b, abort: c }, bake: 2h, max-hold: 1h }\n',
      '`max-hold` is 1h. It must be at least as long as `bake`, 2h.',
    ],
    [
      '    deploy: { target: command, command: { set-weight: a, status: b, abort: c }, metrics: [{ name: e, bad: b, all: a, max-rise: 1% }] }\n',
      '"live: { prometheus: … }" is missing in deploy.',
    ],
    ['    promote: { gitops: { file: values.yaml, image: a, key: b } }\n', '"image" is missing in gitops.'],
  ])('is checked as a whole: %s', (line, expected) => {
    expect(errorOf(`${small}${line}`)).toContain(expected);
  });

  it('has models whose names can be tags', () => {
    expect(errorOf(small.replace('  churn:', '  churn.eu:'))).toContain('The name of a registered model is churn.eu.');
    expect(errorOf(small.replace('  churn:', '  churn.eu:').replace('    register: {}\n', ''))).toBe('no error');
  });

  it('needs a model to register, and registered versions to promote', () => {
    expect(errorOf(small.replace(', model: m.pkl', ''))).toContain('"model: model/" is missing in train.outputs.');
    expect(errorOf(`${small.replace('    register: {}\n', '')}    promote: {}\n`)).toContain(
      '"register: {}" is missing in the model.',
    );
    expect(errorOf(small.replace('version: 1', 'version: 1\nattest: { by: key }'))).toContain(
      '"keys: [weighbridge.pub]" is missing in attest.',
    );
    expect(errorOf(small.replace('version: 1', 'version: 1\nattest: { by: sigstore }'))).toContain(
      '"workflow: ship.yml" is missing in attest.',
    );
  });
});
