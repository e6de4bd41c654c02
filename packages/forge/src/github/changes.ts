import { type Approval, type Change, type Changes, forgeErrors } from '@weighbridge/core';
import { isStatus, repositoryNotFound } from '../http/failure.ts';
import { latestApprovals, type Review } from '../review.ts';
import type { GithubClient } from './client.ts';
import { isOwner } from './owners.ts';

const needs = 'pull-requests: read';

export function githubChanges(client: GithubClient): Changes {
  return {
    get: (number) => getChange(client, number),
    approvals: (number) => approvals(client, number),
    isOwner: (user, owner) => isOwner(client, user, owner),
  };
}

export async function getChange(client: GithubClient, number: number): Promise<Change> {
  const { octokit, target, ask } = client;
  try {
    const { data } = await ask(needs, () => octokit.rest.pulls.get({ ...target, pull_number: number }));
    return {
      number: data.number,
      head: data.head.sha,
      headRef: data.head.ref,
      baseTip: data.base.sha,
      baseRef: data.base.ref,
      // The types promise a repository; GitHub sends null for a deleted fork.
      fork: nameOf(data.head.repo) !== nameOf(data.base.repo),
      open: data.state === 'open',
      url: data.html_url,
    };
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmRepository(client);
    throw forgeErrors.changeNotFound({ word: 'pull request', number, repository: client.service.repository });
  }
}

function nameOf(repository: { readonly full_name: string } | null): string | undefined {
  return repository?.full_name.toLowerCase();
}

/** GitHub answers 404 for what a token may not see. Throws UserError WB5001 when that is the whole repository. */
export async function confirmRepository({ octokit, target, service, ask }: GithubClient): Promise<void> {
  try {
    await ask('metadata: read', () => octokit.rest.repos.get(target));
  } catch (error) {
    throw isStatus(error, 404) ? repositoryNotFound(service) : error;
  }
}

async function approvals({ octokit, target, ask }: GithubClient, number: number): Promise<readonly Approval[]> {
  const reviews = await ask(needs, () =>
    octokit.paginate(octokit.rest.pulls.listReviews, { ...target, pull_number: number, per_page: 100 }),
  );
  return latestApprovals(
    reviews.map(
      (review): Review => ({
        user: review.user?.login,
        state: review.state,
        commit: review.commit_id ?? undefined,
        at: review.submitted_at,
        url: review.html_url,
      }),
    ),
  );
}
