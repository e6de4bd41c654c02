import { forgeErrors, type Occasion, type Runner } from '@weighbridge/core';
import { commitId, count, type Environment, firstText, present, text } from './environment.ts';
import { type Payload, parsePayload } from './event.ts';

type Token = NonNullable<Runner['token']>;

/**
 * GitHub Actions, and act. `event` is the parsed payload of `GITHUB_EVENT_PATH`, undefined where there is none.
 * Throws UserError WB5007 when the payload lacks what its event must have.
 */
export function githubActions(env: Environment, event: unknown): Runner {
  return actionsRunner('githubActions', 'github', env, event);
}

/** What GitHub's and Gitea's runners have in common; they set the same variables. */
export function actionsRunner(
  kind: 'githubActions' | 'giteaActions',
  forge: 'github' | 'gitea',
  env: Environment,
  event: unknown,
): Runner {
  const name = text(env, 'GITHUB_EVENT_NAME') ?? 'unknown';
  const payload = parsePayload(name, event);
  return {
    kind,
    forge,
    occasion: occasionOf(name, payload, env),
    ...present({
      commit: commitId(text(env, 'GITHUB_SHA')),
      ref: text(env, 'GITHUB_REF'),
      defaultBranch: payload.repository?.default_branch ?? branchOfSchedule(name, env),
      repository: text(env, 'GITHUB_REPOSITORY'),
      serverUrl: text(env, 'GITHUB_SERVER_URL'),
      apiUrl: text(env, 'GITHUB_API_URL'),
      run: runOf(env),
      token: tokenOf(env),
      summaryFile: text(env, 'GITHUB_STEP_SUMMARY'),
      outputFile: text(env, 'GITHUB_OUTPUT'),
      tempFolder: text(env, 'RUNNER_TEMP'),
    }),
  };
}

function occasionOf(event: string, payload: Payload, env: Environment): Occasion {
  if (event === 'merge_group') return queueOccasion(payload);
  if (event === 'push') return pushOccasion(payload, env);
  if (event.startsWith('pull_request')) return changeOccasion(event, payload, env);
  return { kind: 'other', event };
}

/** `pull_request`, `pull_request_target`, `pull_request_review`: the payload, else what `GITHUB_REF` still says. */
function changeOccasion(event: string, { pull_request: change }: Payload, env: Environment): Occasion {
  if (change !== undefined) {
    const home = change.base.repo?.full_name ?? text(env, 'GITHUB_REPOSITORY');
    return {
      kind: 'change',
      number: change.number,
      ...present({ head: commitId(change.head.sha), baseTip: commitId(change.base.sha) }),
      baseRef: change.base.ref,
      // A deleted fork leaves no repository behind; it was a fork all the same.
      fork: change.head.repo?.full_name.toLowerCase() !== home?.toLowerCase(),
    };
  }
  const number = count(/^refs\/pull\/(\d+)\//.exec(text(env, 'GITHUB_REF') ?? '')?.[1]);
  if (number === undefined) throw forgeErrors.eventIncomplete({ event, problem: 'pull_request is missing' });
  // Without a payload nobody says whose branch it is: the careful answer is a fork's.
  return { kind: 'change', number, ...present({ baseRef: text(env, 'GITHUB_BASE_REF') }), fork: true };
}

function queueOccasion({ merge_group: group }: Payload): Occasion {
  const base = commitId(group?.base_sha);
  const head = commitId(group?.head_sha);
  if (group === undefined || base === undefined || head === undefined) {
    throw forgeErrors.eventIncomplete({ event: 'merge_group', problem: 'merge_group has no base_sha and head_sha' });
  }
  // gh-readonly-queue/main/pr-318-<base sha>: the last change of the group.
  const number = count(/\/pr-(\d+)-[0-9a-f]+$/.exec(group.head_ref)?.[1]);
  return { kind: 'queue', base, head, baseRef: branchName(group.base_ref), ...present({ number }) };
}

function pushOccasion(payload: Payload, env: Environment): Occasion {
  const ref = text(env, 'GITHUB_REF') ?? '';
  if (ref.startsWith('refs/tags/')) return { kind: 'other', event: 'tag' };
  if (payload.deleted === true) return { kind: 'other', event: 'delete' };
  const branch = branchName(ref);
  return {
    kind: 'push',
    branch,
    ...present({ before: commitId(payload.before) }),
    forced: payload.forced ?? false,
    isDefault: branch === payload.repository?.default_branch,
  };
}

/** Payloads of a schedule may say nothing of the repository; schedules run on its default branch and nowhere else. */
function branchOfSchedule(event: string, env: Environment): string | undefined {
  const ref = text(env, 'GITHUB_REF');
  return event === 'schedule' && ref?.startsWith('refs/heads/') ? branchName(ref) : undefined;
}

function branchName(ref: string): string {
  return ref.replace(/^refs\/heads\//, '');
}

function runOf(env: Environment): Runner['run'] {
  const id = text(env, 'GITHUB_RUN_ID');
  if (id === undefined) return undefined;
  const page = [text(env, 'GITHUB_SERVER_URL'), text(env, 'GITHUB_REPOSITORY'), `actions/runs/${id}`];
  return {
    id,
    attempt: count(text(env, 'GITHUB_RUN_ATTEMPT')) ?? 1,
    job: text(env, 'GITHUB_JOB') ?? 'unknown',
    ...present({
      url: page.includes(undefined) ? undefined : page.join('/'),
      workflowFile: workflowFile(text(env, 'GITHUB_WORKFLOW_REF')),
    }),
  };
}

/** `acme/models/.github/workflows/model.yml@refs/heads/main` → `.github/workflows/model.yml`. */
function workflowFile(ref: string | undefined): string | undefined {
  return ref === undefined ? undefined : /^[^/]+\/[^/]+\/(.+?)(?:@.*)?$/.exec(ref)?.[1];
}

/** `INPUT_TOKEN` is the action's input, by default the job's own token. */
function tokenOf(env: Environment): Token | undefined {
  const value = firstText(env, 'WEIGHBRIDGE_TOKEN', 'INPUT_TOKEN', 'GITHUB_TOKEN');
  if (value === undefined) return undefined;
  return { value, kind: isJobToken(value, env) ? 'job' : 'user' };
}

/** GitHub's prefixes tell: `ghs_` is an installation's (a job's), `ghp_`, `github_pat_`, `gho_`, `ghu_` a person's. */
function isJobToken(value: string, env: Environment): boolean {
  if (value.startsWith('ghs_') || value === text(env, 'GITHUB_TOKEN')) return true;
  if (/^(?:gh[pou]_|github_pat_)/.test(value)) return false;
  return value !== text(env, 'WEIGHBRIDGE_TOKEN');
}
