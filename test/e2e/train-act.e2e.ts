import type { FakeRun } from '@weighbridge/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ActStage, actStage, artifactsOf } from './train/act-stage.ts';
import { customers, params, trainPolicy } from './train/model.ts';

const oneStep = `on: pull_request
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge@v1
`;

const legs = `on: pull_request
jobs:
  model:
    runs-on: ubuntu-latest
    strategy: { max-parallel: 1, matrix: { leg: [1, 2, 3, 4] } }
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge@v1
`;

/** The job that runs the repository's code; the one that judges has neither data nor model. */
const twoJobs = `on: pull_request
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/validate@v1
      - uses: weighbridge/weighbridge/actions/train@v1
  verdict:
    needs: model
    if: always()
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/gate@v1
        with: { write-report: false }
        if: needs.model.result == 'success'
      - uses: weighbridge/weighbridge/actions/report@v1
        if: always()
        with: { needs: "\${{ toJSON(needs) }}" }
`;

const file = '.github/workflows/model.yml';
const runs = /the training script runs/g;
const trainings = (log: string): number => log.match(runs)?.length ?? 0;

let stage: ActStage;
afterEach(() => stage[Symbol.asyncDispose]());

describe('one step validates, trains and weighs', () => {
  beforeEach(async () => {
    stage = await actStage({ [file]: oneStep, 'weighbridge.yml': trainPolicy({ schema: true }) });
  });

  test('its sections and outputs are artifacts of the run; the same commit in another run is reused', async () => {
    const first = await stage.run();
    expect(first, first.log).toMatchObject({ code: 0 });
    expect(trainings(first.log), first.log).toBe(1);
    expect(artifactsOf(stage, first.run)).toEqual([
      'wb-churn-compare-model-1',
      'wb-churn-evaluate-model-1',
      'wb-churn-gate-model-1',
      'wb-churn-train-model-1',
      'wb-churn-validate-model-1',
      'wbytes-churn-outputs-model-1',
      'weighbridge-report-churn-model-1',
    ]);
    expect(stage.notes()).toEqual([expect.stringMatching(/churn passed/)]);
    const again = await stage.run();
    expect(again, again.log).toMatchObject({ code: 0 });
    expect(trainings(again.log), again.log).toBe(0);
    expect(again.log).toMatch(/unchanged: reused the run of [0-9a-f]{7}, 0 s/);
    expect(artifactsOf(stage, again.run)).toContain('wbytes-churn-outputs-model-1');
    expect(stage.server.violations).toEqual([]);
  });

  test.each<readonly [string, Partial<FakeRun>, RegExp]>([
    ['another branch’s run', { branch: 'evil' }, /was passed over: its run was on evil/],
    ['a fork’s run of the same branch name', { headRepository: 'mallory/models' }, /used the code of mallory\/models/],
  ])('what %s left is not reused', async (_name, of, why) => {
    const first = await stage.run();
    expect(first, first.log).toMatchObject({ code: 0 });
    stage.state.runs.splice(stage.state.runs.indexOf(first.run), 1, { ...first.run, ...of });
    const second = await stage.run();
    expect(second, second.log).toMatchObject({ code: 0 });
    expect(trainings(second.log), second.log).toBe(1);
    expect(second.log).toMatch(why);
  });

  test('broken data stops before training, with the schema’s line and what explains it', async () => {
    const before = await stage.run();
    expect(before, before.log).toMatchObject({ code: 0 });
    stage.push('new data', { 'data/evaluation.csv': customers(1000, { empty: 40 }) });
    const result = await stage.run();
    expect(result, result.log).toMatchObject({ code: 1 });
    expect(trainings(result.log), result.log).toBe(0);
    expect(result.log).toMatch(/error file=schemas\/customers\.json,line=6/);
    expect(artifactsOf(stage, result.run).filter((name) => /train|outputs/.test(name))).toEqual([]);
    const [note = ''] = stage.notes();
    expect(note).toMatch(/churn stopped/);
    expect(note).toContain('spend');
  });
});

test('legs of one job go on from each other’s checkpoint; those after the last have nothing to do', async () => {
  const resume = 'resume: { checkpoint: checkpoint, leg: 3s }';
  const change = { 'params.json': params({ rounds: 40, pause: 0.12 }) };
  stage = await actStage({ [file]: legs, 'weighbridge.yml': trainPolicy({ train: [resume] }), ...change });
  const result = await stage.run();
  expect(result, result.log).toMatchObject({ code: 0 });
  expect(result.log).toMatch(/goes on after round \d+/);
  expect(result.log).toContain('another leg of this job has ended the training');
  const names = artifactsOf(stage, result.run);
  expect(names).toContain('wbytes-churn-checkpoint-model-leg1-1');
  expect(names).toContain('wb-churn-gate-model-1');
  expect(stage.notes()).toEqual([expect.stringMatching(/churn passed/)]);
});

describe('train in one job, the verdict in the next', () => {
  test('the outputs come with the record, and nothing is trained twice', async () => {
    stage = await actStage({ [file]: twoJobs, 'weighbridge.yml': trainPolicy({ schema: true }) });
    const result = await stage.run();
    expect(result, result.log).toMatchObject({ code: 0 });
    expect(trainings(result.log), result.log).toBe(1);
    expect(result.log).toMatch(/verdict \|.*churn passed/);
    expect(stage.notes()).toEqual([expect.stringMatching(/churn passed/)]);
    expect(stage.server.violations).toEqual([]);
  });

  test('a training that fails is reported as stopped', async () => {
    stage = await actStage({ [file]: twoJobs, 'train.sh': 'echo out of memory >&2\nexit 9\n' });
    const result = await stage.run();
    expect(result, result.log).toMatchObject({ code: 1 });
    expect(result.jobs.get('verdict'), result.log).toBe('failure');
    expect(stage.notes()).toEqual([expect.stringMatching(/churn stopped/)]);
    expect(stage.notes()[0]).toContain('training failed with exit code 9');
  });
});
