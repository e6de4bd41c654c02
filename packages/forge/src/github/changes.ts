import {
  type Approval,
  type Change,
  type Changes,
  type ChangeTarget,
  forgeErrors,
  type MergedChange,
} from '@weighbridge/core';
import { isStatus, repositoryNotFound } from '../http/failure.ts';
import { latestApprovals, type Review } from '../review.ts';
import { present } from '../runner/environment.ts';
import type { GithubClient } from './client.ts';
import { isOwner } from './owners.ts';

const needs = 'pull-requests: read';

export function githubChanges(client: GithubClient): Changes {
  return {
    merged: (commit) => merged(client, commit),
    get: (number) => getChange(client, number),
    ofHead: (head) => ofHead(client, head),
    approvals: (number) => approvals(client, number),
    isOwner: (user, owner) => isOwner(client, user, owner),
  };
}

export async function getChange(client: GithubClient, number: number): Promise<Change> {
  const { octokit, target, ask } = client;
  try {
    const { data } = await ask(needs, () => octokit.rest.pulls.get({ ...target, pull_number: number }));
    return changeOf(data);
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmRepository(client);
    throw forgeErrors.changeNotFound({ word: 'pull request', number, repository: client.service.repository });
  }
}

/** What a pull request says of itself, alone and in lists. */
interface Pull {
  readonly number: number;
  readonly state: string;
  readonly html_url: string;
  readonly head: Branch;
  readonly base: Branch;
}

interface Branch {
  readonly ref: string;
  readonly sha: string;
  /** The types promise a repository; GitHub sends null for a deleted fork. */
  readonly repo: { readonly full_name: string; readonly default_branch?: string } | null;
}

export function changeOf({ number, state, html_url: url, head, base }: Pull): Change {
  return {
    number,
    head: head.sha,
    headRef: head.ref,
    baseTip: base.sha,
    baseRef: base.ref,
    fork: nameOf(head.repo) !== nameOf(base.repo),
    open: state === 'open',
    url,
  };
}

/**
 * GitHub lists each pull request that brought the commit along; the one whose merge made it names it as its merge commit
 * (of a rebase the last commit). Where a commit was passed on by fast-forward, the merge into the default branch counts.
 */
async function merged(client: GithubClient, commit: string): Promise<MergedChange | undefined> {
  const { octokit, target, ask, service } = client;
  const query = { ...target, commit_sha: commit, per_page: 100 };
  try {
    const pulls = await ask(needs, () =>
      octokit.paginate(octokit.rest.repos.listPullRequestsAssociatedWithCommit, query),
    );
    const made = pulls.filter(
      ({ merged_at: at, merge_commit_sha: sha, base }) =>
        at !== null && sha === commit && nameOf(base.repo) === service.repository.toLowerCase(),
    );
    const found = made.find(({ base }) => base.ref === base.repo.default_branch) ?? made[0];
    return found && { ...changeOf(found), mergeCommit: commit, ...present({ mergedAt: found.merged_at ?? undefined }) };
  } catch (error) {
    // 409 is an empty repository, 422 a commit that is not there.
    if (!isStatus(error, 404, 409, 422)) throw error;
    await confirmRepository(client);
    return undefined;
  }
}

/**
 * By the branch, which lists closed ones too, as those by the commit does not; and by the commit, which lists those of
 * other branches.
 */
async function ofHead(
  client: GithubClient,
  { head, headRef }: Pick<Change, 'head' | 'headRef'>,
): Promise<readonly ChangeTarget[]> {
  const { octokit, target, ask } = client;
  const route = octokit.rest.repos.listPullRequestsAssociatedWithCommit;
  const branch = { ...target, state: 'all', head: `${target.owner}:${headRef}`, per_page: 100 } as const;
  const ofBranch = ask(needs, () => octokit.paginate(octokit.rest.pulls.list, branch));
  const ofCommit = ask(needs, () => octokit.paginate(route, { ...target, commit_sha: head, per_page: 100 }));
  const [own, all] = await Promise.all([orNone(client, ofBranch), orNone(client, ofCommit)]);
  const same = all.filter((pull) => pull.head.sha === head);
  return [...new Map([...own, ...same].map((pull) => [pull.number, changeOf(pull)])).values()];
}

/** None of what is not there. */
async function orNone<T>(client: GithubClient, list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch (error) {
    if (!isStatus(error, 404, 409, 422)) throw error;
    await confirmRepository(client);
    return [];
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
