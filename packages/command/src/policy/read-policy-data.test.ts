import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const text = `version: 1
store: { kind: s3, bucket: models, max: 2 GB }
models:
  churn:
    data:
      train: { path: data/train.csv, schema: schemas/customers.yml, ignore: [title], key: customer }
      evaluation: { path: data/evaluation.csv, show-values: true }
      leakage: { no-overlap: customer, time-order: cutoff }
    train:
      run: [python, train.py]
      env: [WANDB_PROJECT]
      timeout: 2h
      outputs: { predictions: p.csv }
    evaluate: { task: binary, target: churned, score: score, rescore: python score.py }
    gate:
      - { drift: psi, columns: [income, region], max: 0.20 }
      - { metric: roc_auc, min: 0.70 }
      - { drift: psi, max: 0.3 }
`;

describe('the keys of data and training', () => {
  const policy = readPolicy(text, 'weighbridge.yml');
  const churn = policy.models['churn'];

  it('name each dataset with its schema, key and permission', () => {
    expect(churn?.data).toEqual({
      train: {
        path: 'data/train.csv',
        schema: 'schemas/customers.yml',
        ignore: ['title'],
        key: ['customer'],
        showValues: false,
      },
      evaluation: { path: 'data/evaluation.csv', ignore: [], key: [], showValues: true },
    });
    expect(churn?.leakage).toEqual({ noOverlap: 'customer', timeOrder: 'cutoff' });
  });

  it('give drift lines the number that they have in `gate`, and metric lines theirs', () => {
    expect(churn?.drift).toEqual([
      {
        line: 1,
        measure: 'psi',
        columns: ['income', 'region'],
        max: { amount: 0.2, relative: false, written: '0.20' },
      },
      { line: 3, measure: 'psi', columns: 'all', max: { amount: 0.3, relative: false, written: '0.3' } },
    ]);
    expect(churn?.gate.map(({ line, metric }) => [line, metric])).toEqual([[2, 'roc_auc']]);
  });

  it('say how to train, and where bytes are kept', () => {
    expect(churn?.train).toMatchObject({ run: ['python', 'train.py'], env: ['WANDB_PROJECT'], timeout: 7_200_000 });
    expect(churn?.evaluate.rescore).toBe('python score.py');
    expect(policy.store).toEqual({
      kind: 's3',
      bucket: 'models',
      prefix: 'weighbridge',
      region: 'us-east-1',
      maxBytes: 2_000_000_000,
    });
  });
});
