import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Files } from '@weighbridge/testing';
import { afterEach, expect, test } from 'vitest';
import { all, type ShipStage, shipStage } from './ship/act-ship-stage.ts';
import { deployPolicy, modelFiles, ran, servingFile } from './ship/model.ts';
import { params } from './train/model.ts';

const served = mkdtempSync(path.join(tmpdir(), 'wb-served-'));
/** The job that weighs is the same for a change and for what was merged; `step` is what ships. */
const workflow = (step: string): string => `on: { push: { branches: [main] }, pull_request: {} }
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge@v1
  ship:
    needs: model
    if: github.event_name == 'push'
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - ${step}
`;

const shipAction = 'uses: weighbridge/weighbridge/actions/ship@v1';
const better = { 'params.json': params({ wrongEvery: 20 }) };

let stage: ShipStage;
afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  rmSync(served, { recursive: true, force: true });
});

/** A pull request that was weighed and merged. */
async function merged(files: Files): Promise<string> {
  stage = await shipStage({ ...modelFiles, 'serving.sh': servingFile, ...files });
  const weighed = await stage.propose(better);
  expect(weighed, weighed.log).toMatchObject({ code: 0 });
  expect(weighed.log).toContain(ran);
  return stage.merge();
}

test('two jobs: the merged bytes become a version, a release, a deployment; the note goes on', async () => {
  const commit = await merged({
    '.github/workflows/model.yml': workflow(shipAction),
    'weighbridge.yml': deployPolicy(served),
  });
  const run = await stage.onMain(all);
  expect(run, run.log).toMatchObject({ code: 0 });
  expect(run.log).not.toContain(ran);
  expect(stage.tags()).toEqual(['churn#champion#1', 'churn@v1.0.0']);
  expect(stage.bare.git('rev-parse', 'churn@v1.0.0^{commit}')).toBe(commit);
  const { releases, deployments } = stage.state;
  expect(releases.map(({ tag, files }) => [tag, files.map(({ name }) => name).sort()])).toEqual([
    ['churn@v1.0.0', ['MODEL_CARD.md', 'bom.cdx.json', 'manifest.json', 'record.json']],
  ]);
  expect(deployments.map(({ commit: of, environment, states }) => [of, environment, states.at(-1)?.state])).toEqual([
    [commit, 'production', 'success'],
  ]);
  expect(stage.notes()).toEqual([expect.stringMatching(/churn v1\.0\.0/)]);
  expect(run.summaries.at(-1)).toMatch(/churn v1\.0\.0/);
  expect(readFileSync(path.join(served, 'stable'), 'utf8')).toBe('v1.0.0');
  expect(stage.server.violations).toEqual([]);
});

test('one action for both stages: what the token may not do is told, and costs what it says', async () => {
  await merged({
    '.github/workflows/model.yml': workflow('{ uses: weighbridge/weighbridge@v1, with: { stage: ship } }'),
    'weighbridge.yml': deployPolicy(served),
  });
  const reads = await stage.onMain({ ...all, contents: 'read' });
  expect(reads, reads.log).toMatchObject({ code: 1 });
  expect(reads.log).toContain('WB5090: git push of the ledger needs contents: write.');
  expect([stage.tags(), stage.state.releases]).toEqual([[], []]);
  const blind = await stage.onMain({ contents: 'write', actions: 'read', 'pull-requests': 'read' });
  expect(blind, blind.log).toMatchObject({ code: 0 });
  expect(blind.log).toMatch(/No deployment is shown on the forge: .*needs deployments: write/);
  expect(blind.log).toMatch(/The note was not brought up to date: .*needs pull-requests: write/);
  expect([stage.state.deployments, stage.notes()]).toEqual([[], [expect.stringContaining('churn passed')]]);
  const whole = await stage.onMain(all);
  expect(whole, whole.log).toMatchObject({ code: 0 });
  expect(stage.tags()).toEqual(['churn#champion#1', 'churn@v1.0.0']);
  expect(stage.notes()).toEqual([expect.stringMatching(/churn v1\.0\.0 serves all traffic/)]);
});

test('what init writes ships, looks at rollouts and goes back', async () => {
  const program = path.resolve(import.meta.dirname, '../../packages/cli/bin/weighbridge.js');
  const asked = ['--forge', 'github', '--model', 'churn', '--train', 'sh train.sh', '--output', 'model'];
  const columns = ['--target', 'churned', '--score', 'probability'];
  const folder = mkdtempSync(path.join(tmpdir(), 'wb-init-'));
  execFileSync(process.execPath, [program, 'init', '--ship', ...asked, ...columns], { cwd: folder });
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const rollout = '.github/workflows/weighbridge-rollout.yml';
  const files = ['weighbridge.yml', '.github/workflows/weighbridge.yml', rollout];
  await merged(Object.fromEntries(files.map((file) => [file, read(file)])));
  rmSync(folder, { recursive: true });
  const run = await stage.onMain(all, { event: 'push', workflow: '.github/workflows/weighbridge.yml' });
  expect(run, run.log).toMatchObject({ code: 0 });
  expect(stage.tags()).toEqual(['churn#champion#1', 'churn@v1.0.0']);
  const tick = await stage.onMain(all, { event: 'schedule', workflow: rollout });
  expect(tick, tick.log).toMatchObject({ code: 0 });
  expect(tick.log).toContain('no rollout is under way');
  const back = await stage.onMain(all, { event: 'workflow_dispatch', workflow: rollout });
  expect(back.jobs.get('rollback'), back.log).toBe('failure');
  expect(back.log).toContain('WB6508: churn had no champion before this one');
});
