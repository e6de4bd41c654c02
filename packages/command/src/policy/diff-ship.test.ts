import { diffPolicies } from '@weighbridge/core';
import { describe, expect, it } from 'vitest';
import { readPolicy } from './read-policy.ts';

const policy = `version: 1
attest: { by: key, keys: [weighbridge.pub] }
models:
  churn:
    train: { outputs: { predictions: p.csv, model: m.pkl } }
    evaluate: { task: binary, target: y, score: s }
    gate: [{ metric: roc_auc, min: 0.5 }]
    register: { scan: { allow: [acme.Encoder] } }
    promote: { alias: champion }
    deploy:
      target: command
      command: { set-weight: a, status: b, abort: c }
      bake: 10m
      live: { file: counters.json }
      metrics: [{ name: errors, bad: errors, all: requests, max-rise: 1%, min-n: 100 }]
`;

/** What a change of one text in the policy is told as. */
function effects(was: string, now: string): string[] {
  if (!policy.includes(was)) throw new Error(`the policy does not hold ${was}`);
  const [base, head] = [policy, policy.replace(was, now)].map((text) => readPolicy(text, 'w.yml'));
  if (!(base && head)) throw new Error('no policy');
  return diffPolicies(base, head, 'churn').map(
    ({ where, now: said, was: before, effect }) => `${where}, ${said ?? `no ${before}`}: ${effect}`,
  );
}

describe('a change of what happens after the merge is told', () => {
  it.each([
    ['max-rise: 1%', 'max-rise: 2%', 'churn, deploy, errors, max-rise: 0.02: looser'],
    ['max-rise: 1%', 'max-rise: 0.5%', 'churn, deploy, errors, max-rise: 0.005: stricter'],
    ['bake: 10m', 'bake: 1m', 'churn, deploy, bake: 60 s: looser'],
    ['bake: 10m', 'no-data: advance', 'churn, deploy, no-data: advance: looser'],
    ['[acme.Encoder]', '[acme.Encoder, os.system]', 'churn, register, scan allow: os.system: looser'],
    ['{ by: key, keys: [weighbridge.pub] }', '{ by: api }', 'all models, attest: api: looser'],
    ['alias: champion', 'alias: live', 'churn, promote, alias: live: other'],
    ['min-n: 100', 'min-n: 10', 'churn, deploy, errors, min-n: 10: looser'],
  ])('%s → %s', (was, now, expected) => {
    expect(effects(was, now)).toEqual([expected]);
  });
});
