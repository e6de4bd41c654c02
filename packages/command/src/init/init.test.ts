import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { InitInputs } from '../init.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { githubWorkflow } from './github-workflow.ts';
import { gitlabPipeline } from './gitlab-pipeline.ts';
import { starterPolicy } from './starter-policy.ts';

const plain: InitInputs = {
  forge: 'both',
  model: 'churn',
  train: 'python train.py',
  predictions: 'predictions.csv',
  target: 'y_true',
  score: 'y_score',
  branch: 'main',
  force: false,
};
const odd: InitInputs = {
  ...plain,
  train: 'make: "all" # {x}, [y]',
  predictions: 'out, final.csv',
  target: '{a}',
  branch: 'a,b',
};

describe('what init writes', () => {
  it.each([plain, odd])('is a policy that this version reads: $predictions', (given) => {
    const model = readPolicy(starterPolicy(given), 'weighbridge.yml').models['churn'];
    expect(model?.train.outputs).toEqual({ predictions: given.predictions });
    expect(model?.evaluate.target).toBe(given.target);
  });

  it.each([plain, odd])('is a workflow that runs $train', (given) => {
    const workflow = parse(githubWorkflow(given));
    expect(workflow.on.push.branches).toEqual([given.branch]);
    expect(workflow.jobs.model.steps[1]).toEqual({ run: given.train });
  });

  it.each([plain, odd])('is a GitLab pipeline that runs $train', (given) => {
    const { train, include } = parse(gitlabPipeline(given));
    expect(train.script).toEqual([given.train]);
    expect(train.artifacts.paths).toEqual([given.predictions]);
    expect(include[0].inputs).toEqual({ needs: ['train'] });
  });

  it('lets only jobs without user code write, and requires one that always runs', () => {
    const { jobs, permissions } = parse(githubWorkflow(plain));
    expect(permissions).toEqual({});
    expect(new Set(Object.values(jobs.model.permissions))).toEqual(new Set(['read']));
    expect(jobs.verdict.if).toBe('always()');
    for (const job of [jobs.announce, jobs.verdict])
      expect(job.steps.some((step: object) => 'run' in step)).toBe(false);
  });
});
