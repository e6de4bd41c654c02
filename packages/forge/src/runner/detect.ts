import type { Runner } from '@weighbridge/core';
import { type Environment, text } from './environment.ts';
import { giteaActions } from './gitea-actions.ts';
import { githubActions } from './github-actions.ts';
import { gitlabCi } from './gitlab-ci.ts';
import { local } from './local.ts';

/**
 * Tells the runner from its own variables. `readEvent` gives the parsed payload at a path (`GITHUB_EVENT_PATH`), undefined
 * when there is no such file.
 */
export function detectRunner(env: Environment, readEvent: (path: string) => unknown): Runner {
  if (isOn(env, 'GITEA_ACTIONS') || isOn(env, 'FORGEJO_ACTIONS')) return giteaActions(env, eventOf(env, readEvent));
  if (isOn(env, 'GITHUB_ACTIONS')) return githubActions(env, eventOf(env, readEvent));
  // gitlab-ci-local says GITLAB_CI=false inside its jobs.
  if (isOn(env, 'GITLAB_CI') || text(env, 'CI_PIPELINE_SOURCE') !== undefined) return gitlabCi(env);
  return local(env);
}

function isOn(env: Environment, name: string): boolean {
  return text(env, name) === 'true';
}

function eventOf(env: Environment, readEvent: (path: string) => unknown): unknown {
  const path = text(env, 'GITHUB_EVENT_PATH');
  return path === undefined ? undefined : readEvent(path);
}
