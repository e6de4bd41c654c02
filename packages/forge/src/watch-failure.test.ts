import { type Forge, PermissionError } from '@weighbridge/core';
import {
  addIssue,
  addIssueComment,
  addRun,
  fakeGithub,
  fakeGitlab,
  type Standard,
  setOpen,
  standardState,
  tokens,
} from '@weighbridge/testing';
import { describe, expect, test } from 'vitest';
import { githubForge } from './github/forge.ts';
import { gitlabForge } from './gitlab/forge.ts';

const shared = {
  serverUrl: 'https://forge.example',
  repository: 'acme/models',
  network: { timeoutMs: 2000, pauseMs: 1 },
};
const mark = '<!-- weighbridge watch churn -->';
const bot = 'github-actions[bot]';
const training = { workflow: 'train.yml', branch: 'retrain' };
const started = { ...training, inputs: { model: 'churn' } };
const change = { headRef: 'retrain', baseRef: 'main', title: 'Retrained', body: '' };

type Use = (forge: Forge, standard: Standard, interrupt: Interrupt) => Promise<void>;
type Interrupt = Awaited<ReturnType<typeof fakeGithub>>['interrupt'];

async function onGithub(token: string, use: Use): Promise<void> {
  const standard = standardState();
  await using server = await fakeGithub(standard.state);
  await use(githubForge({ ...shared, token, apiUrl: server.url }), standard, server.interrupt);
}

async function onGitlab(value: string, use: Use): Promise<void> {
  const standard = standardState();
  await using server = await fakeGitlab(standard.state);
  const token = { value, kind: standard.state.tokens.get(value)?.kind ?? 'user' };
  await use(gitlabForge({ ...shared, token, apiUrl: `${server.url}/api/v4` }), standard, server.interrupt);
}

const both: readonly [string, (token: string, use: Use) => Promise<void>][] = [
  ['GitHub', onGithub],
  ['GitLab', onGitlab],
];

describe.each(both)('%s', (_name, on) => {
  test('issues that are switched off are one error, with the setting', () =>
    on(tokens.user, async ({ issues }, { state }) => {
      const issue = addIssue(state, { author: 'ada', title: 'a', body: mark });
      state.settings.issues = false;
      const refusal = { code: 'WB5011', message: expect.stringContaining('Settings → General') };
      await expect(issues?.create({ title: 'b', body: mark })).rejects.toMatchObject(refusal);
      const old = { number: issue.number, title: 'a', body: mark, open: true };
      await expect(issues?.update(old, { open: false })).rejects.toMatchObject(refusal);
    }));

  test('an issue whose answer was lost is found again', () =>
    on(tokens.user, async ({ issues }, { state }, interrupt) => {
      interrupt(({ method }) => {
        if (method !== 'POST') return undefined;
        addIssue(state, { author: 'ada', title: 'a', body: mark });
        return { status: 502 };
      });
      expect(await issues?.create({ title: 'a', body: mark })).toMatchObject({ title: 'a', open: true });
      expect(state.issues).toHaveLength(1);
    }));
});

describe.each(both)('%s', (name, on) => {
  test('a start whose answer was lost is not sent again', () =>
    on(tokens.user, async ({ workflows }, { state }, interrupt) => {
      const runs = state.runs.length;
      interrupt(({ method }) => {
        if (method !== 'POST') return undefined;
        addRun(state, { commit: '', branch: 'retrain' });
        return { status: 502 };
      });
      await expect(workflows?.dispatch(started)).rejects.toMatchObject({ name: 'ServiceError' });
      expect(state.runs).toHaveLength(runs + 1);
    }));

  test('who closed our issue, and may not write, is told', () =>
    on(tokens.user, async ({ issues }, { state }) => {
      const issue = addIssue(state, { author: 'ada', title: 'a', body: mark });
      setOpen(state, issue, false, 'eve');
      const closed = { number: issue.number, closedBy: 'eve', closerMayWrite: false };
      expect(await issues?.get(issue.number, mark)).toMatchObject(closed);
      expect(await issues?.find(mark)).toMatchObject(closed);
    }));

  test('only who gives a command is asked about, once', () =>
    on(tokens.user, async ({ issues }, { state }, interrupt) => {
      const issue = addIssue(state, { author: 'ada', title: 'a', body: mark });
      for (const author of ['grace', 'eve', 'grace', 'eve']) addIssueComment(state, issue, author, 'I /ignore it');
      for (const body of ['/ignore 7d', 'why?\n /watch']) addIssueComment(state, issue, 'grace', body);
      const asked: string[] = [];
      interrupt(({ path }) => {
        if (/\/(?:permission|users\/\d+|members\/all\/\d+)$/.test(path)) asked.push(path);
        return undefined;
      });
      const known = { number: issue.number, title: 'a', body: mark, open: true };
      const rights = (await issues?.comments(known))?.map(({ mayWrite }) => mayWrite);
      expect(rights).toEqual([undefined, undefined, undefined, undefined, true, true]);
      expect(asked).toHaveLength(name === 'GitHub' ? 1 : 2);
    }));

  const asked = name === 'GitHub' ? 'workflow_dispatch' : 'pipeline';
  test.each([
    ['success', 'passed'],
    ['failure', 'failed'],
    [name === 'GitHub' ? 'cancelled' : 'canceled', 'failed'],
    [undefined, 'running'],
  ])('a run that ended as %s has %s', (conclusion, state) =>
    on(tokens.user, async ({ workflows }, { state: forge }) => {
      const { id } = addRun(forge, { commit: '', ...training, event: asked, conclusion });
      // A push started it, or the checks of another workflow.
      addRun(forge, { commit: '', ...training });
      addRun(forge, { commit: '', branch: 'retrain', event: name === 'GitHub' ? 'dynamic' : 'schedule' });
      expect(await workflows?.latest(training)).toMatchObject({ id: String(id), state });
    }),
  );
});

describe('GitHub', () => {
  test('a branch that has nothing of its own gets no change', () =>
    onGithub(tokens.user, async ({ openChange }, { state, tip }) => {
      state.branches.set('retrain', tip);
      state.changes.clear();
      await expect(openChange?.(change)).rejects.toMatchObject({ code: 'WB5015' });
    }));

  test('a pull request is no issue, and an issue without a text is none of ours', () =>
    onGithub(tokens.job, async ({ issues, openChange }, { state }) => {
      addIssue(state, { author: bot, title: 'ours', body: mark });
      await openChange?.({ ...change, body: mark });
      addIssue(state, { author: bot, title: 'empty', body: '' });
      expect(await issues?.find(mark)).toMatchObject({ title: 'ours' });
    }));

  test('where Actions may not open pull requests, the setting is named', () =>
    onGithub(tokens.job, async ({ openChange }, { state }) => {
      state.settings.jobsOpenChanges = false;
      const needed = expect.stringMatching(/^pull-requests: write and the setting "Allow GitHub Actions to create/);
      await expect(openChange?.(change)).rejects.toMatchObject({ name: 'PermissionError', needed });
    }));

  test('a server that tells no run starts one all the same', () =>
    onGithub(tokens.user, async ({ workflows }, { state }) => {
      state.settings.runDetails = false;
      expect(await workflows?.dispatch(started)).toEqual({});
      expect(state.runs.at(-1)).toMatchObject({ branch: 'retrain', inputs: started.inputs });
      const silent = workflows?.dispatch({ ...started, workflow: 'silent.yml' });
      await expect(silent).rejects.toMatchObject({ code: 'WB5013' });
    }));

  test('inputs that the workflow does not declare are named', () =>
    onGithub(tokens.user, async ({ workflows }) => {
      const run = workflows?.dispatch({ ...started, inputs: { colour: 'red' } });
      await expect(run).rejects.toMatchObject({ code: 'WB5014', message: expect.stringContaining('["colour"]') });
    }));

  test('a run of a fork’s branch of the same name is not ours', () =>
    onGithub(tokens.user, async ({ workflows }, { state }) => {
      const run = { commit: '', ...training, event: 'workflow_dispatch' };
      const own = addRun(state, run);
      addRun(state, { ...run, headRepository: 'eve/models', conclusion: 'failure' });
      expect(await workflows?.latest(training)).toMatchObject({ id: String(own.id), state: 'passed' });
    }));

  test('who may write is not known to a token that may not ask', () =>
    onGithub(tokens.reader, async ({ issues }, { state }) => {
      state.accounts.set('grace', { id: 1, login: 'grace', bot: false, access: 'read' });
      const issue = addIssue(state, { author: bot, title: 'a', body: mark });
      addIssueComment(state, issue, 'ada', '/ignore 7d');
      const known = { number: issue.number, title: 'a', body: mark, open: true };
      expect(await issues?.comments(known)).toMatchObject([{ author: 'ada', mayWrite: undefined }]);
    }));
});

describe("GitLab with a job's token", () => {
  test('starts a pipeline with variables, and says what all the rest needs', () =>
    onGitlab(tokens.job, async ({ workflows, issues, openChange, capabilities }, { state }) => {
      const run = await workflows?.dispatch({ ...started, inputs: { 'train-from': 'main' } });
      expect(run).toMatchObject({ id: String(state.runs.at(-1)?.id) });
      expect(state.runs.at(-1)).toMatchObject({ event: 'pipeline', inputs: { WEIGHBRIDGE_TRAIN_FROM: 'main' } });
      const needed = 'api scope, Developer role';
      await expect(issues?.find(mark)).rejects.toMatchObject({ name: 'PermissionError', needed });
      await expect(openChange?.(change)).rejects.toMatchObject({ name: 'PermissionError', needed });
      await expect(workflows?.latest(training)).rejects.toBeInstanceOf(PermissionError);
      expect(capabilities).toMatchObject({ issues: false, workflows: true });
    }));
});

test('GitLab: variables that Developers may not set, and the cure', () =>
  onGitlab(tokens.user, async ({ workflows }, { state }) => {
    state.settings.pipelineVariables = false;
    const message = expect.stringContaining('Minimum role to use pipeline variables');
    await expect(workflows?.dispatch(started)).rejects.toMatchObject({ code: 'WB5014', message });
  }));
