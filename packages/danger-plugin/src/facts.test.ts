import { recordFixture } from '@weighbridge/testing';
import { describe, expect, it } from 'vitest';
import { readFacts } from './facts.ts';

const path = '.weighbridge/churn/run.json';
const digest = `sha256:${'a'.repeat(64)}` as const;

function textWith(more: object): string {
  return JSON.stringify({ ...recordFixture({ outcome: 'failed' }), ...more });
}

const comparison = {
  outcome: 'compared',
  searched: [],
  alpha: 0.05,
  family: 1,
  metrics: [],
  flips: [],
  changed: {
    data: [
      { dataset: 'evaluation', path: 'data/evaluation.csv', now: digest },
      { dataset: 'train', path: 'data/train.csv', now: digest },
    ],
    code: [{ path: 'train.py', added: 3, removed: 1 }],
    params: [],
    environment: [],
    policy: [
      { where: 'churn, gate, roc_auc', was: 'max-drop: 0.005', now: 'max-drop: 0.02', effect: 'looser' },
      { where: 'churn, gate, recall', was: 'min: 0.5', effect: 'looser' },
      { where: 'alpha', was: 'alpha: 0.1', now: 'alpha: 0.05', effect: 'stricter' },
    ],
    unknown: [],
  },
};

describe('readFacts', () => {
  it('takes from a record what a reviewer must know', () => {
    expect(readFacts(textWith({ comparison }), path)).toEqual({
      kind: 'record',
      model: 'churn',
      commits: ['1'.repeat(40), '1'.repeat(40)],
      verdict: expect.objectContaining({ outcome: 'failed', exit: 1 }),
      loosened: ['churn, gate, roc_auc: max-drop: 0.005 → max-drop: 0.02', 'churn, gate, recall: min: 0.5 → not there'],
      approvedBy: undefined,
      evaluationData: ['data/evaluation.csv'],
      moved: ['code', 'training data'],
    });
  });

  it('says why a run stopped, though an earlier verdict is there', () => {
    const stopped = { command: 'model', code: 'failure', reason: 'the job model failed' };
    expect(readFacts(textWith({ stopped }), path)).toMatchObject({
      verdict: { outcome: 'stopped', exit: 1, reason: 'the job model failed' },
    });
  });

  it.each([
    ['not JSON', '{ "version": 1', 'it is not JSON'],
    ['another version', '{ "version": 7 }', 'it has version 7, and this plugin reads 1'],
    ['no record', '[]', 'it has version undefined, and this plugin reads 1'],
    ['damaged', '{ "version": 1, "subject": 4 }', 'it is damaged at subject'],
  ])('refuses what is %s', (_name, text, why) => {
    expect(readFacts(text, path)).toEqual({ kind: 'unreadable', path, why });
  });
});
