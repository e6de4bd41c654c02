import type { Runner } from '@weighbridge/core';
import type { Environment } from './environment.ts';
import { actionsRunner } from './github-actions.ts';

/**
 * Gitea's and Forgejo's runner: GitHub's variables, told apart by `GITEA_ACTIONS` or `FORGEJO_ACTIONS`. `GITHUB_REF` of a
 * pull request is `refs/pull/1/head` and `GITHUB_SHA` its head: there is no test merge. Pushes do not say `forced`.
 */
export function giteaActions(env: Environment, event: unknown): Runner {
  return actionsRunner('giteaActions', 'gitea', env, event);
}
