import { formatUserError, UserError } from '@weighbridge/core';
import { expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const policyOf = (delay: string, settle: string): string => `version: 1
models:
  churn:
    train: { outputs: { predictions: p.csv } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: roc_auc, min: 0.5 }]
    monitor:
      { current: d.csv, reference: r.csv, window: 1h, settle: ${settle}, labels: { path: l.csv, join: id, delay: ${delay} } }
`;

function errorOf(text: string): string {
  try {
    readPolicy(text, 'w.yml');
  } catch (error) {
    if (error instanceof UserError) return formatUserError(error);
    throw error;
  }
  return 'no error';
}

it.each([
  ['194h', '0s', 'no error'],
  ['195h', '0s', '`delay` is 195h. It must be less than 8 days with `settle`, as 200 windows are kept'],
  ['190h', '5h', '`delay` is 190h. It must be less than 8 days'],
])('labels that come when their window is forgotten are refused: %s and %s', (delay, settle, expected) => {
  expect(errorOf(policyOf(delay, settle))).toContain(expected);
});
