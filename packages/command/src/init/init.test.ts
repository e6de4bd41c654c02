import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { InitInputs } from '../init.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { asksOfData } from '../step/validate-step.ts';
import { githubWorkflow } from './github-workflow.ts';
import { gitlabPipeline } from './gitlab-pipeline.ts';
import { monitorWorkflow, retrainWorkflow } from './monitor-workflow.ts';
import { rolloutWorkflow } from './rollout-workflow.ts';
import { starterPolicy } from './starter-policy.ts';

const plain: InitInputs = {
  forge: 'both',
  model: 'churn',
  train: 'python train.py',
  predictions: 'predictions.csv',
  target: 'y_true',
  score: 'y_score',
  ship: false,
  monitor: false,
  output: 'model',
  branch: 'main',
  force: false,
};
const odd: InitInputs = {
  ...plain,
  train: 'make: "all" # {x}, [y]',
  predictions: 'out, final.csv',
  target: '{a}',
  branch: 'a,b',
  output: 'out, model',
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

describe('what init writes with ship', () => {
  it.each([plain, odd])('is a policy that trains $train itself, registers and promotes', (given) => {
    const model = readPolicy(starterPolicy({ ...given, ship: true }), 'weighbridge.yml').models['churn'];
    expect(model?.train.run).toBe(given.train);
    expect(model?.train.outputs).toEqual({ predictions: given.predictions, model: given.output });
    expect(model).toMatchObject({ register: { scheme: 'semver' }, promote: { alias: 'champion' } });
  });

  it('lets code of the user run only where nothing can be written', () => {
    const { jobs } = parse(githubWorkflow({ ...plain, ship: true }));
    const trains = ({ steps }: Job): boolean =>
      steps.some(({ uses, run }) => run !== undefined || /\/(?:train|evaluate)@/.test(uses ?? ''));
    expect(Object.keys(jobs).filter((name) => trains(jobs[name]))).toEqual(['model']);
    expect(new Set(Object.values(jobs.model.permissions))).toEqual(new Set(['read']));
    expect(jobs.ship).toMatchObject({ needs: 'verdict', if: "github.event_name == 'push'" });
    expect(jobs.ship.concurrency['cancel-in-progress']).toBe(false);
  });

  it('looks at rollouts on a schedule, and goes back by hand; no waiting job can be dropped for a look', () => {
    const { on, jobs, permissions } = parse(rolloutWorkflow());
    expect([permissions, Object.keys(on)]).toEqual([{}, ['schedule', 'workflow_dispatch']]);
    expect(jobs.tick.steps[1].with).toEqual({ tick: true });
    expect(jobs.rollback.steps[1].with.to).toMatch(/^\$\{\{ inputs\.to \}\}$/);
    expect([jobs.tick.concurrency.group, jobs.rollback.concurrency]).toEqual(['weighbridge-tick', undefined]);
  });

  it('is a GitLab pipeline in which a schedule starts nothing but the look at the rollout', () => {
    const { include, ...jobs } = parse(gitlabPipeline({ ...plain, ship: true }));
    expect(jobs).toEqual({});
    const ofSchedule = include.filter(({ inputs }: { inputs?: object }) => JSON.stringify(inputs).includes('schedule'));
    expect(ofSchedule.map(({ inputs }: { inputs: object }) => inputs)).toEqual([
      { tick: true, rules: [{ if: expect.stringContaining('"schedule"') }] },
    ]);
  });
});

describe('what init writes with monitor', () => {
  const watched = { ...plain, ship: true, monitor: true };

  it.each([watched, { ...odd, ship: true, monitor: true }])('is a policy that watches $model', (given) => {
    const model = readPolicy(starterPolicy(given), 'weighbridge.yml').models['churn'];
    expect(model?.monitor).toMatchObject({ dataset: 'train', retrain: { workflow: 'weighbridge-retrain.yml' } });
    expect(model && asksOfData(model)).toBe(true);
  });

  it('looks once a day and by hand, one look at a time, and runs nothing of the user’s but `prepare`', () => {
    const { on, jobs, permissions, concurrency } = parse(monitorWorkflow());
    expect([permissions, Object.keys(on)]).toEqual([{}, ['schedule', 'workflow_dispatch']]);
    expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^[1-9]\d? \d+ \* \* \*$/) }]);
    expect(concurrency).toEqual({ group: 'weighbridge-monitor', 'cancel-in-progress': false });
    expect(jobs.look.permissions).toEqual({
      contents: 'write',
      issues: 'write',
      actions: 'write',
      'pull-requests': 'write',
    });
    expect(jobs.look.steps[0].with).toEqual({ 'persist-credentials': false });
    expect(jobs.look.steps.some((step: object) => 'run' in step)).toBe(false);
    expect(monitorWorkflow()).toContain(
      '`retrain.prepare` of the policy, if there is one, runs in this job: trust it as',
    );
  });

  it('retrains with the jobs of a change, started by nothing but a dispatch', () => {
    const ofChange = parse(githubWorkflow(watched)).jobs;
    const { on, jobs, permissions } = parse(retrainWorkflow(watched));
    expect([permissions, Object.keys(on)]).toEqual([{}, ['workflow_dispatch']]);
    expect(jobs).toEqual({ model: ofChange.model, verdict: ofChange.verdict });
    expect(JSON.stringify(jobs.model)).toContain('actions/validate@v1');
  });

  it('is a GitLab pipeline in which each schedule starts one look, and a retraining is weighed like a change', () => {
    const { include } = parse(gitlabPipeline(watched));
    const of = (name: string): Included => include.find((one: Included) => one.component.endsWith(`/${name}@1`));
    const [look, tick] = ['monitor', 'deploy'].map((name) => of(name).inputs.rules?.[0]?.if ?? '');
    expect(look).toBe(tick?.replace('!=', '=='));
    expect(look).toMatch(/"schedule" && .* && \$WEIGHBRIDGE_SCHEDULE == "monitor"$/);
    expect(of('train').inputs.rules?.at(-1)?.if).toMatch(
      /\(api\|trigger\|pipeline\).* =~ \/\^weighbridge\\\/retrain-\/$/,
    );
    expect(gitlabPipeline(watched)).toContain('`retrain.prepare`, if the policy has one: trust it as');
    expect(of('pipeline').inputs.rules).toEqual(of('train').inputs.rules);
  });
});

interface Included {
  readonly component: string;
  readonly inputs: { readonly rules?: readonly { readonly if: string }[] };
}

interface Job {
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
}
