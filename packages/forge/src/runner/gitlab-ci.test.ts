import type { Occasion, Runner } from '@weighbridge/core';
import { describe, expect, test } from 'vitest';
import type { Environment } from './environment.ts';
import { gitlabCi } from './gitlab-ci.ts';
import { base, head, merge, zeros } from './payloads.fixture.ts';

const gitlab: Environment = {
  CI: 'true',
  CI_API_V4_URL: 'https://git.example.org/gitlab/api/v4',
  CI_COMMIT_SHA: head,
  CI_CONFIG_PATH: '.gitlab-ci.yml',
  CI_DEFAULT_BRANCH: 'main',
  CI_JOB_NAME: 'gate',
  CI_PIPELINE_ID: '4711',
  CI_PIPELINE_URL: 'https://git.example.org/gitlab/ml/models/-/pipelines/4711',
  CI_PROJECT_ID: '7',
  CI_PROJECT_PATH: 'ml/models',
  CI_SERVER_URL: 'https://git.example.org/gitlab',
  GITLAB_CI: 'true',
};

const request: Environment = {
  ...gitlab,
  CI_PIPELINE_SOURCE: 'merge_request_event',
  CI_COMMIT_BEFORE_SHA: zeros,
  CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
  CI_MERGE_REQUEST_IID: '5',
  CI_MERGE_REQUEST_PROJECT_ID: '7',
  CI_MERGE_REQUEST_PROJECT_PATH: 'ml/models',
  CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/5/head',
  CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '',
  CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '7',
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: '',
};

const mergedResults: Environment = {
  ...request,
  CI_COMMIT_SHA: merge,
  CI_MERGE_REQUEST_EVENT_TYPE: 'merged_result',
  CI_MERGE_REQUEST_REF_PATH: 'refs/merge-requests/5/merge',
  CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head,
  CI_MERGE_REQUEST_TARGET_BRANCH_SHA: base,
};

const change = { kind: 'change', number: 5, head, baseRef: 'main', fork: false } as const;
const push = { ...gitlab, CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main', CI_COMMIT_BEFORE_SHA: base };

describe('gitlabCi: why the job runs', () => {
  test.each<[string, Environment, Occasion]>([
    ['a merge request', request, change],
    [
      'a merge request that says its merge base',
      { ...request, CI_MERGE_REQUEST_DIFF_BASE_SHA: base },
      { ...change, mergeBase: base },
    ],
    ['from a fork', { ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '8' }, { ...change, fork: true }],
    ['merged results', mergedResults, { ...change, baseTip: base, mergedInto: base }],
    [
      'a merge train',
      { ...mergedResults, CI_MERGE_REQUEST_EVENT_TYPE: 'merge_train' },
      { kind: 'queue', base, head: merge, baseRef: 'main', number: 5 },
    ],
    ['a child pipeline of a merge request', { ...request, CI_PIPELINE_SOURCE: 'parent_pipeline' }, change],
    [
      'a push to the default branch',
      push,
      { kind: 'push', branch: 'main', before: base, forced: false, isDefault: true },
    ],
    [
      'a new branch',
      { ...push, CI_COMMIT_BRANCH: 'feature/x', CI_COMMIT_BEFORE_SHA: zeros },
      { kind: 'push', branch: 'feature/x', forced: false, isDefault: false },
    ],
    ['a tag', { ...push, CI_COMMIT_BRANCH: '', CI_COMMIT_TAG: 'v1' }, { kind: 'other', event: 'tag' }],
    ['a schedule', { ...push, CI_PIPELINE_SOURCE: 'schedule' }, { kind: 'other', event: 'schedule' }],
    ['a person starts it', { ...push, CI_PIPELINE_SOURCE: 'web' }, { kind: 'other', event: 'web' }],
    ['a trigger', { ...push, CI_PIPELINE_SOURCE: 'trigger' }, { kind: 'other', event: 'trigger' }],
  ])('%s', (_name, env, occasion) => {
    expect(gitlabCi(env).occasion).toEqual(occasion);
  });

  test('the rest of the environment', () => {
    expect(gitlabCi(request)).toEqual({
      kind: 'gitlabCi',
      forge: 'gitlab',
      occasion: change,
      commit: head,
      ref: 'refs/merge-requests/5/head',
      defaultBranch: 'main',
      repository: 'ml/models',
      projectId: '7',
      serverUrl: 'https://git.example.org/gitlab',
      apiUrl: 'https://git.example.org/gitlab/api/v4',
      run: {
        id: '4711',
        attempt: 1,
        job: 'gate',
        url: 'https://git.example.org/gitlab/ml/models/-/pipelines/4711',
        workflowFile: '.gitlab-ci.yml',
      },
    } satisfies Runner);
  });

  test('a fork’s own pipeline talks to the project of the merge request', () => {
    const runner = gitlabCi({ ...request, CI_PROJECT_ID: '8', CI_PROJECT_PATH: 'ada/models' });
    expect(runner).toMatchObject({ projectId: '7', repository: 'ml/models' });
  });
});

describe('gitlabCi: the token', () => {
  test.each([
    ['none', {}, undefined],
    ['the job’s own', { CI_JOB_TOKEN: 'j' }, { value: 'j', kind: 'job' }],
    ['a person’s before the job’s', { GITLAB_TOKEN: 'u', CI_JOB_TOKEN: 'j' }, { value: 'u', kind: 'user' }],
    ['ours before all', { WEIGHBRIDGE_TOKEN: 'w', GITLAB_TOKEN: 'u' }, { value: 'w', kind: 'user' }],
    ['an empty one is none', { WEIGHBRIDGE_TOKEN: '', CI_JOB_TOKEN: 'j' }, { value: 'j', kind: 'job' }],
  ])('%s', (_name, tokens, token) => {
    expect(gitlabCi({ ...gitlab, ...tokens }).token).toEqual(token);
  });
});
