import { type ChangedQuestion, collectChanged } from '@weighbridge/command';
import type { ModelPolicy } from '@weighbridge/core';
import { gitRepository } from '@weighbridge/git';
import { type GitFixture, gitFixture, gitFixtureEnv, recordFixture } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refsOf } from './forge-story.ts';

const model: ModelPolicy = {
  name: 'churn',
  data: {
    train: { path: 'data/train.csv', ignore: [], key: [], showValues: false },
    evaluation: { path: 'data/evaluation.csv', ignore: [], key: [], showValues: false },
  },
  leakage: {},
  train: {
    params: 'params.yml',
    env: [],
    retry: { on: [], times: 0 },
    repeat: 1,
    ignore: [],
    outputs: { predictions: 'predictions.csv' },
  },
  drift: [],
  evaluate: {
    task: 'binary',
    target: 't',
    score: 's',
    threshold: 0.5,
    slices: [],
    metrics: [{ file: 'metrics.json', key: 'p95', name: 'p95', direction: 'lower' }],
  },
  gate: [],
  anchor: 'none',
  predictions: { keep: 'artifact' },
};
const pointer = (digit: string) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${digit.repeat(64)}\nsize 9\n`;

let repo: GitFixture;
let base = '';
let head = '';
beforeAll(() => {
  repo = gitFixture();
  base = repo.commit('base', {
    'train.py': 'one\n',
    'params.yml': 'model: { depth: 6, rate: 0.1 }\n',
    'requirements.txt': 'numpy==2.0.0\nscikit-learn==1.8.0\n',
    'data/train.csv': pointer('1'),
    'weighbridge.yml': 'a\n',
  });
  head = repo.commit('head', {
    'train.py': 'two\nthree\n',
    'params.yml': 'model: { depth: 8, rate: 0.1 }\n',
    'requirements.txt': 'numpy==2.0.0\nscikit-learn==1.9.1\n',
    'data/train.csv': pointer('2'),
    'weighbridge.yml': 'b\n',
    'metrics.json': '{}\n',
    'predictions.csv': 'x\n',
  });
});
afterAll(() => repo.remove());

function question(more: Partial<ChangedQuestion> = {}): ChangedQuestion {
  const repository = gitRepository(repo.root, { env: gitFixtureEnv });
  return {
    repository,
    refs: undefined,
    base,
    head,
    model,
    policyFile: 'weighbridge.yml',
    policy: [],
    baseline: undefined,
    candidate: recordFixture(),
    ...more,
  };
}

const expected = {
  data: [
    { dataset: 'train', path: 'data/train.csv', was: `sha256:${'1'.repeat(64)}`, now: `sha256:${'2'.repeat(64)}` },
  ],
  code: [{ path: 'train.py', added: 2, removed: 1 }],
  params: [{ key: 'model.depth', was: '6', now: '8' }],
  environment: [{ key: 'scikit-learn', was: '1.8.0', now: '1.9.1' }],
  policy: [],
  unknown: [
    { what: 'data evaluation', why: "churn's base has no record of it, and data/evaluation.csv is not in git" },
  ],
};

describe('collectChanged on real git', () => {
  it('names data, code, params and packages that moved between two commits', async () => {
    expect(await collectChanged(question())).toEqual(expected);
  });

  it('says the same of the working tree', async () => {
    expect(await collectChanged(question({ head: undefined }))).toEqual(expected);
  });

  it('finds nothing between a commit and itself', async () => {
    const changed = await collectChanged(question({ base: head }));
    expect([changed.data, changed.code, changed.params, changed.environment]).toEqual([[], [], [], []]);
  });

  it('takes data outside git from the records', async () => {
    const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
    const withData = (digit: string, interpreter: string) => ({
      ...recordFixture(),
      data: { datasets: [{ name: 'evaluation', path: 'data/evaluation.csv', digest: digest(digit) }] },
      training: { environment: { interpreter }, outputs: [] },
    });
    const changed = await collectChanged(
      question({ baseline: withData('3', 'Python 3.11.9'), candidate: withData('4', 'Python 3.12.1') }),
    );
    expect(changed.data).toContainEqual({
      dataset: 'evaluation',
      path: 'data/evaluation.csv',
      was: digest('3'),
      now: digest('4'),
    });
    expect(changed.environment[0]).toEqual({ key: 'interpreter', was: 'Python 3.11.9', now: 'Python 3.12.1' });
    expect(changed.unknown).toEqual([]);
  });

  it('says what a shallow clone cannot compare, and reads what the forge can give', async () => {
    const clone = repo.clone('--depth=1');
    try {
      const repository = gitRepository(clone.root, { env: gitFixtureEnv });
      const alone = await collectChanged(question({ repository }));
      expect(alone.unknown.map(({ what }) => what)).toEqual([
        'code',
        'environment',
        'data train',
        'data evaluation',
        'params',
      ]);
      const asked = await collectChanged(question({ repository, refs: refsOf(repo) }));
      expect(asked.params).toEqual(expected.params);
    } finally {
      clone.remove();
    }
  });

  it('says that params cannot be read', async () => {
    const broken = repo.commit('broken', { 'params.yml': 'a: [1\n' });
    const { params, unknown } = await collectChanged(question({ head: broken }));
    expect([params, unknown.map(({ what }) => what)]).toEqual([[], ['data evaluation', 'params']]);
  });
});
