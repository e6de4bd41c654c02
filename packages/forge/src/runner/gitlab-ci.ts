import type { Occasion, Runner } from '@weighbridge/core';
import { commitId, count, type Environment, firstText, present, text } from './environment.ts';

/** GitLab CI, and gitlab-ci-local. */
export function gitlabCi(env: Environment): Runner {
  return {
    kind: 'gitlabCi',
    forge: 'gitlab',
    occasion: occasionOf(env),
    ...present({
      commit: commitId(text(env, 'CI_COMMIT_SHA')),
      ref: refOf(env),
      defaultBranch: text(env, 'CI_DEFAULT_BRANCH'),
      // A fork's own pipeline runs in the fork; the merge request and its notes live in the target project.
      repository: firstText(env, 'CI_MERGE_REQUEST_PROJECT_PATH', 'CI_PROJECT_PATH'),
      projectId: firstText(env, 'CI_MERGE_REQUEST_PROJECT_ID', 'CI_PROJECT_ID'),
      serverUrl: text(env, 'CI_SERVER_URL'),
      apiUrl: text(env, 'CI_API_V4_URL'),
      run: runOf(env),
      token: tokenOf(env),
    }),
  };
}

/** A tag may be named like a branch, and `CI_COMMIT_REF_NAME` is the name of either. */
function refOf(env: Environment): string | undefined {
  const tag = text(env, 'CI_COMMIT_TAG');
  if (tag !== undefined) return `refs/tags/${tag}`;
  return firstText(env, 'CI_MERGE_REQUEST_REF_PATH', 'CI_COMMIT_REF_NAME');
}

/** A child pipeline of a merge request's pipeline has `parent_pipeline` as its source and the request's variables. */
function occasionOf(env: Environment): Occasion {
  const source = text(env, 'CI_PIPELINE_SOURCE') ?? 'unknown';
  const number = count(text(env, 'CI_MERGE_REQUEST_IID'));
  if (number !== undefined) return changeOccasion(env, number);
  if (text(env, 'CI_COMMIT_TAG') !== undefined) return { kind: 'other', event: 'tag' };
  const branch = text(env, 'CI_COMMIT_BRANCH');
  if (source !== 'push' || branch === undefined) return { kind: 'other', event: source };
  return {
    kind: 'push',
    branch,
    ...present({ before: commitId(text(env, 'CI_COMMIT_BEFORE_SHA')) }),
    // GitLab does not say so; whoever compares `before` with the history sees it.
    forced: false,
    isDefault: branch === text(env, 'CI_DEFAULT_BRANCH'),
  };
}

/** The source and target shas are set in merged results and train pipelines; elsewhere the job runs on the head itself. */
function changeOccasion(env: Environment, number: number): Occasion {
  const target = commitId(text(env, 'CI_MERGE_REQUEST_TARGET_BRANCH_SHA'));
  const commit = commitId(text(env, 'CI_COMMIT_SHA'));
  const baseRef = text(env, 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME');
  if (text(env, 'CI_MERGE_REQUEST_EVENT_TYPE') === 'merge_train' && target !== undefined && commit !== undefined) {
    return { kind: 'queue', base: target, head: commit, ...present({ baseRef }), number };
  }
  return {
    kind: 'change',
    number,
    ...present({
      head: commitId(text(env, 'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA')) ?? commit,
      baseTip: target,
      mergedInto: target,
      mergeBase: target === undefined ? commitId(text(env, 'CI_MERGE_REQUEST_DIFF_BASE_SHA')) : undefined,
      baseRef,
    }),
    fork: text(env, 'CI_MERGE_REQUEST_SOURCE_PROJECT_ID') !== text(env, 'CI_MERGE_REQUEST_PROJECT_ID'),
  };
}

/** GitLab counts no attempts: a job that is run again has a new id in the same pipeline. */
function runOf(env: Environment): Runner['run'] {
  const id = text(env, 'CI_PIPELINE_ID');
  if (id === undefined) return undefined;
  return {
    id,
    attempt: 1,
    job: text(env, 'CI_JOB_NAME') ?? 'unknown',
    ...present({ url: text(env, 'CI_PIPELINE_URL'), workflowFile: text(env, 'CI_CONFIG_PATH') }),
  };
}

/** A job token may read merge requests but not write notes; a token of a user or of the project may do both. */
function tokenOf(env: Environment): Runner['token'] {
  const user = firstText(env, 'WEIGHBRIDGE_TOKEN', 'GITLAB_TOKEN');
  if (user !== undefined) return { value: user, kind: 'user' };
  const job = text(env, 'CI_JOB_TOKEN');
  return job === undefined ? undefined : { value: job, kind: 'job' };
}
