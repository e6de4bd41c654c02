import type { Occasion, Runner } from '@weighbridge/core';
import { describe, expect, test } from 'vitest';
import { detectRunner } from './detect.ts';
import type { Environment } from './environment.ts';
import { giteaActions } from './gitea-actions.ts';
import { githubActions } from './github-actions.ts';
import { base, head, merge, mergeGroup, pullRequest, push, repository, zeros } from './payloads.fixture.ts';

const github: Environment = {
  CI: 'true',
  GITHUB_ACTIONS: 'true',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_EVENT_PATH: '/home/runner/work/_temp/_github_workflow/event.json',
  GITHUB_JOB: 'model',
  GITHUB_OUTPUT: '/tmp/output',
  GITHUB_REPOSITORY: 'acme/models',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_RUN_ID: '9120',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: merge,
  GITHUB_STEP_SUMMARY: '/tmp/summary',
  GITHUB_WORKFLOW_REF: 'acme/models/.github/workflows/model.yml@refs/pull/318/merge',
  RUNNER_TEMP: '/tmp',
};

interface Row {
  readonly name: string;
  readonly event: string;
  readonly ref: string;
  readonly payload: unknown;
  readonly occasion: Occasion;
}

const change = { kind: 'change', number: 318, head, baseTip: base, baseRef: 'main' } as const;
const onMain = { kind: 'push', branch: 'main', isDefault: true } as const;

const rows: readonly Row[] = [
  {
    name: 'a pull request of the repository itself',
    event: 'pull_request',
    ref: 'refs/pull/318/merge',
    payload: pullRequest(repository),
    occasion: { ...change, fork: false },
  },
  {
    name: 'a pull request from a fork',
    event: 'pull_request',
    ref: 'refs/pull/318/merge',
    payload: pullRequest({ full_name: 'ada/models' }),
    occasion: { ...change, fork: true },
  },
  {
    name: 'a pull request whose fork was deleted',
    event: 'pull_request_target',
    ref: 'refs/heads/main',
    payload: pullRequest(null),
    occasion: { ...change, fork: true },
  },
  {
    name: 'a review',
    event: 'pull_request_review',
    ref: 'refs/pull/318/merge',
    payload: pullRequest(repository),
    occasion: { ...change, fork: false },
  },
  {
    name: 'a pull request without a payload: careful about forks',
    event: 'pull_request',
    ref: 'refs/pull/318/merge',
    payload: undefined,
    occasion: { kind: 'change', number: 318, baseRef: 'main', fork: true },
  },
  {
    name: 'the merge queue',
    event: 'merge_group',
    ref: `refs/heads/gh-readonly-queue/main/pr-318-${base}`,
    payload: mergeGroup,
    occasion: { kind: 'queue', base, head: merge, baseRef: 'main', number: 318 },
  },
  {
    name: 'a push to the default branch',
    event: 'push',
    ref: 'refs/heads/main',
    payload: push({}),
    occasion: { ...onMain, before: base, forced: false },
  },
  {
    name: 'a forced push',
    event: 'push',
    ref: 'refs/heads/main',
    payload: push({ forced: true }),
    occasion: { ...onMain, before: base, forced: true },
  },
  {
    name: 'a push that makes a branch',
    event: 'push',
    ref: 'refs/heads/feature/x',
    payload: push({ ref: 'refs/heads/feature/x', before: zeros }),
    occasion: { kind: 'push', branch: 'feature/x', forced: false, isDefault: false },
  },
  {
    name: 'a push that deletes a branch',
    event: 'push',
    ref: 'refs/heads/main',
    payload: push({ deleted: true }),
    occasion: { kind: 'other', event: 'delete' },
  },
  {
    name: 'a tag',
    event: 'push',
    ref: 'refs/tags/v1',
    payload: push({ ref: 'refs/tags/v1', before: zeros }),
    occasion: { kind: 'other', event: 'tag' },
  },
  {
    name: 'a schedule',
    event: 'schedule',
    ref: 'refs/heads/main',
    payload: { schedule: '0 4 * * *' },
    occasion: { kind: 'other', event: 'schedule' },
  },
  {
    name: 'a person starts it',
    event: 'workflow_dispatch',
    ref: 'refs/heads/main',
    payload: { inputs: {}, repository },
    occasion: { kind: 'other', event: 'workflow_dispatch' },
  },
  {
    name: 'another workflow ends',
    event: 'workflow_run',
    ref: 'refs/heads/main',
    payload: { workflow_run: { id: 1 }, repository },
    occasion: { kind: 'other', event: 'workflow_run' },
  },
];

describe('githubActions: why the job runs', () => {
  test.each(rows)('$name', ({ event, ref, payload, occasion }) => {
    const env = { ...github, GITHUB_EVENT_NAME: event, GITHUB_REF: ref, GITHUB_BASE_REF: 'main' };
    expect(githubActions(env, payload).occasion).toEqual(occasion);
  });

  test('the rest of the environment', () => {
    const env = { ...github, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };
    expect(githubActions(env, push({}))).toEqual({
      kind: 'githubActions',
      forge: 'github',
      occasion: { ...onMain, before: base, forced: false },
      commit: merge,
      ref: 'refs/heads/main',
      defaultBranch: 'main',
      repository: 'acme/models',
      serverUrl: 'https://github.com',
      apiUrl: 'https://api.github.com',
      run: {
        id: '9120',
        attempt: 2,
        job: 'model',
        url: 'https://github.com/acme/models/actions/runs/9120',
        workflowFile: '.github/workflows/model.yml',
      },
      summaryFile: '/tmp/summary',
      outputFile: '/tmp/output',
      tempFolder: '/tmp',
    } satisfies Runner);
  });

  test('a schedule, whose payload names no repository, runs on the default branch', () => {
    const env = { ...github, GITHUB_EVENT_NAME: 'schedule', GITHUB_REF: 'refs/heads/trunk' };
    expect(githubActions(env, { schedule: '17 5 * * *' }).defaultBranch).toBe('trunk');
    expect(githubActions({ ...env, GITHUB_EVENT_NAME: 'workflow_dispatch' }, {}).defaultBranch).toBeUndefined();
  });

  test.each([
    ['no number anywhere', 'pull_request', undefined, 'WB5007'],
    ['a merge group without shas', 'merge_group', {}, 'WB5007'],
    ['a payload of another shape', 'pull_request', { pull_request: { number: 'x' } }, 'WB5007'],
  ])('refuses %s', (_name, event, payload, code) => {
    const env = { ...github, GITHUB_EVENT_NAME: event, GITHUB_REF: 'refs/heads/main' };
    expect(() => githubActions(env, payload)).toThrow(expect.objectContaining({ code }));
  });
});

describe('githubActions: the token', () => {
  const job = 'ghs_job';
  test.each([
    ['none', {}, undefined],
    ['the job’s own', { GITHUB_TOKEN: job }, { value: job, kind: 'job' }],
    ['the action’s input, by default the job’s own', { INPUT_TOKEN: job }, { value: job, kind: 'job' }],
    [
      'the input before the variable',
      { INPUT_TOKEN: 'ghp_ada', GITHUB_TOKEN: job },
      { value: 'ghp_ada', kind: 'user' },
    ],
    [
      'ours before all',
      { WEIGHBRIDGE_TOKEN: 'github_pat_x', INPUT_TOKEN: job },
      { value: 'github_pat_x', kind: 'user' },
    ],
    ['an input of a forge without prefixes', { INPUT_TOKEN: 'a1b2' }, { value: 'a1b2', kind: 'job' }],
    ['an empty one is none', { WEIGHBRIDGE_TOKEN: '', GITHUB_TOKEN: ' ' }, undefined],
  ])('%s', (_name, tokens, token) => {
    const env = { ...github, GITHUB_EVENT_NAME: 'schedule', ...tokens };
    expect(githubActions(env, {}).token).toEqual(token);
  });
});

describe('giteaActions', () => {
  const gitea = { ...github, GITEA_ACTIONS: 'true', GITHUB_SHA: head, GITHUB_REF: 'refs/pull/318/head' };

  test('a pull request: GITHUB_SHA is its head', () => {
    const runner = giteaActions({ ...gitea, GITHUB_EVENT_NAME: 'pull_request' }, pullRequest(repository));
    expect(runner).toMatchObject({ kind: 'giteaActions', forge: 'gitea', commit: head, ref: 'refs/pull/318/head' });
    expect(runner.occasion).toEqual({ ...change, fork: false });
  });

  test('without a payload the number comes from refs/pull/318/head', () => {
    const runner = giteaActions({ ...gitea, GITHUB_EVENT_NAME: 'pull_request' }, undefined);
    expect(runner.occasion).toEqual({ kind: 'change', number: 318, fork: true });
  });

  test('a push says nothing about force', () => {
    const env = { ...gitea, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' };
    const occasion = giteaActions(env, push({ forced: undefined })).occasion;
    expect(occasion).toEqual({ ...onMain, before: base, forced: false });
  });
});

describe('detectRunner', () => {
  const path = '/event.json';
  const readEvent = (asked: string): unknown => (asked === path ? push({}) : undefined);
  const event = { GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_PATH: path };
  test.each<[string, Environment, Runner['kind']]>([
    ['GitHub', { GITHUB_ACTIONS: 'true', ...event }, 'githubActions'],
    [
      'Gitea, which sets GitHub’s variables too',
      { GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', ...event },
      'giteaActions',
    ],
    ['Forgejo', { GITHUB_ACTIONS: 'true', FORGEJO_ACTIONS: 'true', ...event }, 'giteaActions'],
    ['GitLab', { GITLAB_CI: 'true' }, 'gitlabCi'],
    ['gitlab-ci-local', { GITLAB_CI: 'false', CI_PIPELINE_SOURCE: 'push' }, 'gitlabCi'],
    ['a person', { HOME: '/home/ada' }, 'local'],
    ['another CI', { CI: 'true' }, 'local'],
  ])('%s', (_name, env, kind) => {
    expect(detectRunner(env, readEvent).kind).toBe(kind);
  });

  test('reads the payload from the path that the runner names', () => {
    const env = { GITHUB_ACTIONS: 'true', ...event };
    expect(detectRunner(env, readEvent).occasion).toEqual({ ...onMain, before: base, forced: false });
  });
});
