import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { canonical, type RunRecord, runRecord } from '@weighbridge/core';
import { openLedger } from '@weighbridge/git';
import { type FakeChange, type GitFixture, gitFixtureEnv, pullRequestEvent } from '@weighbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attestationOf, modelFiles, params, pipelineFile } from './gitlab/model.ts';
import { gitlabStage, openChange, packedProgram, recordOf, type Stage, userToken } from './gitlab/stage.ts';

const run = promisify(execFile);
const scratch = mkdtempSync(path.join(tmpdir(), 'wb-canonical-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const job = 'weighbridge-pipeline';

/** Checks of every method: DeLong, Tango, a bootstrap, slices, a file's number. */
const policy = `${modelFiles['weighbridge.yml']}      - { metric: f1, max-drop: 0.02 }
      - { metric: accuracy, max-drop: 0.02 }
      - { metric: recall, slice: segment, max-drop: 0.05, min-n: 20 }
`.replace('id: customer', 'id: customer\n      slices: [segment]');

const train = modelFiles['train.mjs']
  .replace('customer,churned,probability', 'customer,churned,probability,segment')
  .replace('score.toFixed(4)]', "score.toFixed(4), index % 3 ? 'new' : 'old']");

/** One commit, weighed by a GitLab job, on the command line and by the action's stub. */
interface Weighed {
  readonly gitlab: RunRecord;
  readonly cli: RunRecord;
  readonly action: RunRecord;
}

describe('one commit whose base has not moved', () => {
  let stage: Stage;
  let change: FakeChange;
  beforeAll(async () => {
    const packed = packedProgram(scratch);
    await run('tar', ['-xzf', packed, '-C', scratch]);
    const component = `  - component: $CI_SERVER_FQDN/weighbridge/components/pipeline@1
    inputs:
      needs: [train]
      package: ${packed}
`;
    const files = { ...modelFiles, 'weighbridge.yml': policy, 'train.mjs': train };
    stage = await gitlabStage({ ...files, '.gitlab-ci.yml': pipelineFile(component) });
    await run(process.execPath, ['train.mjs'], { cwd: stage.git.root });
    stage.git.commit('rows of main', {
      'main.csv': readFileSync(path.join(stage.git.root, 'predictions.csv'), 'utf8'),
    });
    stage.push();
    const main = await stage.pipeline({
      commit: stage.git.git('rev-parse', 'main'),
      variables: { WEIGHBRIDGE_TOKEN: userToken },
    });
    const record = recordOf(main, job);
    const ledger = await openLedger(stage.git.root, { env: gitFixtureEnv });
    await ledger.append(record, await attestationOf(record));
    stage.git.git('switch', '--quiet', '--create', 'better');
    stage.git.commit('better', params(20));
    stage.push();
    change = openChange(stage, 'better');
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  async function weigh(baseline: string | undefined): Promise<Weighed> {
    const variables = baseline === undefined ? {} : { WEIGHBRIDGE_INPUT_BASELINE: baseline };
    const gitlab = await stage.pipeline({ commit: change.head, change, variables });
    return {
      gitlab: recordOf(gitlab, job),
      cli: await onCommandLine(stage.git, baseline),
      action: await asAction(stage, change, baseline),
    };
  }

  test('has one canonical record, with the baseline of the ledger', async () => {
    const { gitlab, cli, action } = await weigh(undefined);
    expect(gitlab.comparison?.baseline?.source).toBe('ledger');
    expectEqual({ gitlab, cli, action });
  });

  test('has one canonical record, compared row by row with a file', async () => {
    const { gitlab, cli, action } = await weigh('main.csv');
    expect(gitlab.comparison?.pairing).toMatchObject({ kind: 'paired', rows: 400 });
    expectEqual({ gitlab, cli, action });
  });
});

/** First as values, which shows where they differ; then byte for byte. */
function expectEqual({ gitlab, cli, action }: Weighed): void {
  expect(new Set([gitlab, cli, action].map(({ subject }) => subject.forge))).toEqual(new Set(['gitlab', 'local']));
  expect(JSON.parse(canonical(cli))).toEqual(JSON.parse(canonical(gitlab)));
  expect(JSON.parse(canonical(action))).toEqual(JSON.parse(canonical(gitlab)));
  expect(canonical(cli)).toBe(canonical(gitlab));
  expect(canonical(action)).toBe(canonical(gitlab));
  expect(gitlab.verdict?.checks.length).toBeGreaterThanOrEqual(7);
}

function readRecord(folder: string): RunRecord {
  return runRecord.parse(JSON.parse(readFileSync(path.join(folder, '.weighbridge/churn/run.json'), 'utf8')));
}

/** A developer's clone with the branch checked out. */
async function onCommandLine(git: GitFixture, baseline: string | undefined): Promise<RunRecord> {
  const clone = git.clone('--branch', 'better');
  clone.git('remote', 'set-url', 'origin', git.git('remote', 'get-url', 'origin'));
  const options = { cwd: clone.root, env: { ...gitFixtureEnv } };
  await run(process.execPath, ['train.mjs'], options);
  const program = path.join(scratch, 'package/bin/weighbridge.js');
  await run(process.execPath, [program, 'preview', ...(baseline ? ['--baseline', baseline] : [])], options);
  const record = readRecord(clone.root);
  clone.remove();
  return record;
}

/** GitHub's checkout of the test merge, and the stub that the action's `main:` names. */
async function asAction({ git, state }: Stage, change: FakeChange, baseline: string | undefined): Promise<RunRecord> {
  const clone = git.clone('--branch', 'main');
  clone.git('remote', 'set-url', 'origin', git.git('remote', 'get-url', 'origin'));
  const merge = clone.merge('origin/better');
  clone.git('checkout', '--quiet', '--detach', merge);
  const eventFile = path.join(scratch, 'event.json');
  writeFileSync(eventFile, JSON.stringify(pullRequestEvent(state, change)));
  await run(process.execPath, ['train.mjs'], { cwd: clone.root });
  const env = {
    ...gitFixtureEnv,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_JOB: 'model',
    GITHUB_REF: 'refs/pull/5/merge',
    GITHUB_REPOSITORY: state.repository,
    GITHUB_RUN_ID: '12',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: merge,
    ...(baseline ? { INPUT_BASELINE: baseline } : {}),
    'INPUT_WRITE-REPORT': 'true',
  };
  await run(process.execPath, [path.join(scratch, 'package/dist/gate.mjs')], { cwd: clone.root, env });
  const record = readRecord(clone.root);
  clone.remove();
  return record;
}
