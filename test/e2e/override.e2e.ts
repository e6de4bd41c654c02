import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  addAccount,
  addChange,
  addReview,
  addRun,
  emptyState,
  type FakeServer,
  type ForgeState,
  fakeGithub,
  type GitFixture,
  pullRequestEvent,
  pushHistory,
} from '@weighbridge/testing';
import { githubValidator } from '@weighbridge/testing/github-validator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { modelRepository, policy, predictions, textOf } from './outcomes/model.ts';
import { type Ended, installProgram, type Program } from './outcomes/program.ts';

const bot = 'github-actions[bot]';
const token = 'ghs_of_the_job_and_never_shown';

/** A change that lowers the minimum together with the model's quality, as GitHub sees it. */
interface Stage {
  readonly repository: GitFixture;
  readonly state: ForgeState;
  readonly server: FakeServer;
  readonly program: Program;
  readonly head: string;
}

async function setStage(): Promise<Stage> {
  const repository = modelRepository({
    'weighbridge.yml': policy({ gate: ['{ metric: roc_auc, min: 0.85 }'] }),
    CODEOWNERS: 'weighbridge.yml @ada\n',
  });
  repository.write({ 'predictions.csv': predictions({ wrong: 0.3 }) });
  const looser = policy({ gate: ['{ metric: roc_auc, min: 0.50 }'] });
  const head = repository.commit('looser', { 'weighbridge.yml': looser, CODEOWNERS: 'weighbridge.yml @eve\n' });
  const state = emptyState();
  pushHistory(state, repository);
  for (const login of ['ada', 'eve']) addAccount(state, login);
  addAccount(state, bot, { bot: true });
  const permissions = { contents: 'read', actions: 'read', 'pull-requests': 'read' } as const;
  state.tokens.set(token, { kind: 'job', login: bot, permissions });
  addChange(state, { number: 5, head, headRef: 'change' });
  const server = await fakeGithub(state, { validator: githubValidator });
  return { repository, state, server, program: installProgram(), head };
}

/** `gate` as a pull request's job runs it. */
async function gate({ repository, state, server, program, head }: Stage): Promise<Ended> {
  const change = state.changes.get(5);
  if (!change) throw new Error('there is no change');
  const payload = path.join(program.folder, 'event.json');
  writeFileSync(payload, JSON.stringify(pullRequestEvent(state, change)));
  const run = addRun(state, {
    commit: head,
    event: 'pull_request',
    branch: 'change',
    change: 5,
    conclusion: undefined,
  });
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: payload,
    GITHUB_REPOSITORY: state.repository,
    GITHUB_SERVER_URL: server.url,
    GITHUB_API_URL: server.url,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_JOB: 'model',
    GITHUB_TOKEN: token,
    GITHUB_OUTPUT: path.join(repository.root, 'outputs.txt'),
  };
  return program.run(['gate'], { folder: repository.root, env });
}

describe('a change that loosens the policy together with a drop', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await setStage();
  });
  afterEach(async () => {
    await stage.server.close();
    stage.repository.remove();
    stage.program.remove();
  });

  const verdict = (): unknown => JSON.parse(textOf(stage.repository, '.weighbridge/churn/run.json') ?? '{}').verdict;

  test('fails without an approval, on a machine that knows no forge as well', async () => {
    const { repository, program } = stage;
    const local = await program.run(['gate'], { folder: repository.root });
    expect(local.exit, local.stderr).toBe(1);
    expect(verdict()).toMatchObject({ outcome: 'failed', exit: 1, owners: ['@ada'] });
    const ended = await gate(stage);
    expect(ended.exit, ended.stderr).toBe(1);
    expect(verdict()).toMatchObject({
      outcome: 'failed',
      exit: 1,
      checks: [{ outcome: 'passed' }],
      underBasePolicy: { outcome: 'failed' },
      owners: ['@ada'],
    });
    expect(textOf(repository, '.weighbridge/churn/note.md')).toMatch(/^### ❌ churn failed/m);
    expect(textOf(repository, 'outputs.txt')).toMatch(/^verdict=failed$/m);
    expect(stage.server.violations).toEqual([]);
  });

  test('an approval of an earlier head, or by somebody whom only the change appoints, is none', async () => {
    const { state, repository, head } = stage;
    const before = repository.git('rev-parse', 'HEAD~1');
    addReview(state, { change: 5, author: 'ada', state: 'APPROVED', commit: before });
    addReview(state, { change: 5, author: 'eve', state: 'APPROVED', commit: head });
    expect((await gate(stage)).exit).toBe(1);
    expect(verdict()).not.toHaveProperty('override');
  });

  test("an owner's approval of this head lets it through, and is recorded", async () => {
    const { state, head } = stage;
    addReview(state, { change: 5, author: 'ada', state: 'APPROVED', commit: head });
    const ended = await gate(stage);
    expect(ended.exit, ended.stderr).toBe(0);
    expect(verdict()).toMatchObject({ outcome: 'passed', exit: 0, override: { by: 'ada', commit: head } });
  });
});
