import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  addAccount,
  addChange,
  addNote,
  addRun,
  emptyState,
  type FakeServer,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  gitFixture,
  pullRequestEvent,
  pushHistory,
  pushTo,
  runAct,
} from '@weighbridge/testing';
import { githubValidator } from '@weighbridge/testing/github-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toolPath } from './tools.ts';

const root = path.resolve(import.meta.dirname, '../..');
/** What a release holds: act copies this folder for each use. */
const release = mkdtempSync(path.join(tmpdir(), 'wb-release-'));
beforeAll(() => {
  for (const part of ['action.yml', 'actions', 'dist']) {
    cpSync(path.join(root, part), path.join(release, part), { recursive: true });
  }
});
afterAll(() => rmSync(release, { recursive: true, force: true }));

const bot = 'github-actions[bot]';
const token = 'ghs_of_the_job_and_never_shown';

const policy = `version: 1
models:
  churn:
    data: { evaluation: { path: predictions.csv } }
    train: { outputs: { predictions: predictions.csv } }
    evaluate: { task: binary, target: churned, score: probability, id: customer }
    gate:
      - { metric: roc_auc, min: 0.70 }
`;

/** Two jobs: the one that runs the repository's code cannot write, the other one posts. */
const workflow = `on: pull_request
jobs:
  model:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/gate@v1
        with: { write-report: false }
  verdict:
    needs: model
    if: always()
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: weighbridge/weighbridge/actions/report@v1
        with: { needs: "\${{ toJSON(needs) }}" }
`;

/** 400 customers; every `period`-th one is scored the wrong way round. */
function predictions(period: number): string {
  const rows = Array.from({ length: 400 }, (_, index) => {
    const churned = index % 2;
    const isWrong = index % period === 0;
    const score = (churned === 1) === isWrong ? 0.2 + index / 4000 : 0.7 + index / 4000;
    return `c${index},${churned},${score.toFixed(4)}`;
  });
  return `customer,churned,probability\n${rows.join('\n')}\n`;
}

interface Stage {
  readonly git: GitFixture;
  readonly state: ForgeState;
  readonly server: FakeServer;
}

/** A repository with an open pull request, and 150 remarks of others on it. */
async function setStage(noteLevel: 'read' | 'write'): Promise<Stage> {
  const git = gitFixture();
  const state = emptyState();
  git.commit('base', {
    'weighbridge.yml': policy,
    'predictions.csv': predictions(10),
    '.github/workflows/model.yml': workflow,
  });
  git.git('switch', '--quiet', '--create', 'better');
  const head = git.commit('better', { 'predictions.csv': predictions(20) });
  pushHistory(state, git);
  addAccount(state, bot, { bot: true });
  addAccount(state, 'eve');
  const permissions = { contents: 'read', actions: 'read', 'pull-requests': noteLevel } as const;
  state.tokens.set(token, { kind: 'job', login: bot, permissions });
  addChange(state, { number: 5, head, headRef: 'better' });
  for (let index = 0; index < 150; index += 1) addNote(state, 5, 'eve', `remark ${index}`);
  return { git, state, server: await fakeGithub(state, { validator: githubValidator }) };
}

/** Runs the workflow for the change as it is now. */
function weigh({ git, state, server }: Stage): ReturnType<typeof runAct> {
  const change = state.changes.get(5);
  if (change === undefined) throw new Error('there is no change');
  const run = addRun(state, { commit: change.head, event: 'pull_request', branch: change.headRef, change: 5 });
  return runAct({
    program: toolPath('act'),
    folder: git.root,
    event: 'pull_request',
    payload: pullRequestEvent(state, change),
    server,
    repository: state.repository,
    token,
    runId: run.id,
    repositories: { 'weighbridge/weighbridge@v1': release },
  });
}

function useStage(noteLevel: 'read' | 'write'): () => Stage {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage(noteLevel);
  });
  afterAll(async () => {
    await stage.server.close();
    stage.git.remove();
  });
  return () => stage;
}

describe('a pull request weighed by act', () => {
  const stage = useStage('write');
  const ours = (): readonly string[] =>
    stage()
      .state.notes.filter(({ author }) => author === bot)
      .map(({ body }) => body);

  test('the record goes from one job to the other, and one note is posted among 150 others', async () => {
    const result = await weigh(stage());
    expect(result.log).toContain('churn');
    expect(result, result.log).toMatchObject({ code: 0 });
    expect(ours()).toHaveLength(1);
    expect(ours()[0]).toMatch(/churn passed/);
    expect(stage().server.violations).toEqual([]);
    expect(stage().state.artifacts.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^wb-churn-/));
  });

  test('the second push edits that note; a worse model fails both jobs', async () => {
    const { git, state, server } = stage();
    const change = state.changes.get(5);
    if (change === undefined) throw new Error('there is no change');
    const head = git.commit('worse', { 'predictions.csv': predictions(3) });
    pushHistory(state, git);
    pushTo(state, change, head);
    const result = await weigh(stage());
    expect(result, result.log).toMatchObject({ code: 1 });
    expect(ours()).toHaveLength(1);
    expect(ours()[0]).toMatch(/churn failed/);
    expect(ours()[0]).toContain(head.slice(0, 7));
    expect(server.violations).toEqual([]);
  });
});

describe('a token that may not write notes', () => {
  const stage = useStage('read');
  test('the report is in the job summary, with the line that is missing; the verdict stands', async () => {
    const result = await weigh(stage());
    expect(result, result.log).toMatchObject({ code: 0 });
    expect(stage().state.notes.filter(({ author }) => author === bot)).toEqual([]);
    const [summary = ''] = result.summaries;
    expect(summary, result.log).toMatch(/churn passed/);
    expect(summary).toContain('pull-requests: write   # this line is missing');
    expect(summary).toContain('(HTTP 403 from `POST /issues/5/comments`)');
    expect(summary).toContain('job `verdict`');
  });
});
