import type { Refs } from '@weighbridge/core';
import { type Commit, firstParents } from '../first-parents.ts';
import { isStatus } from '../http/failure.ts';
import { confirmRepository } from './changes.ts';
import type { GithubClient } from './client.ts';

const needs = 'contents: read';

export function githubRefs(client: GithubClient): Refs {
  return {
    tip: (branch) => tip(client, branch),
    mergeBase: (base, head) => mergeBase(client, base, head),
    ancestors: (commit, limit) => firstParents(commit, limit, (from) => commits(client, from)),
    file: (path, commit) => file(client, path, commit),
  };
}

async function tip(client: GithubClient, branch: string): Promise<string | undefined> {
  const { octokit, target, ask } = client;
  const answer = await present(client, () => ask(needs, () => octokit.rest.repos.getBranch({ ...target, branch })));
  return answer?.data.commit.sha;
}

/** Undefined when a commit is not there, or the two have no ancestor in common. */
async function mergeBase(client: GithubClient, base: string, head: string): Promise<string | undefined> {
  const { octokit, target, ask } = client;
  const answer = await present(client, () =>
    ask(needs, () =>
      octokit.rest.repos.compareCommitsWithBasehead({ ...target, basehead: `${base}...${head}`, per_page: 1 }),
    ),
  );
  return answer?.data.merge_base_commit.sha;
}

/** One page of everything that `from` reaches, newest first. */
async function commits(client: GithubClient, from: string): Promise<readonly Commit[]> {
  const { octokit, target, ask } = client;
  const query = { ...target, sha: from, per_page: 100 };
  const answer = await present(client, () => ask(needs, () => octokit.rest.repos.listCommits(query)));
  return (answer?.data ?? []).map(({ sha, parents, commit }) => ({
    sha,
    parents: parents.map((parent) => parent.sha),
    at: commit.committer?.date ?? commit.author?.date ?? '',
  }));
}

async function file(client: GithubClient, path: string, ref: string): Promise<string | undefined> {
  const { octokit, target, ask } = client;
  const query = { ...target, path, ref, mediaType: { format: 'raw' } };
  const answer = await present(client, () => ask(needs, () => octokit.rest.repos.getContent(query)));
  return answer === undefined ? undefined : textOf(answer.data);
}

/** In the raw form the body is the file's text, or bytes where no charset is said; a folder is still a JSON list. */
function textOf(data: unknown): string | undefined {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer ? new TextDecoder().decode(data) : undefined;
}

/** The answer; undefined when the repository can be read and the thing is not in it. */
async function present<T>(client: GithubClient, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    // 409 is an empty repository, 422 a commit that is not there.
    if (!isStatus(error, 404, 409, 422)) throw error;
    await confirmRepository(client);
    return undefined;
  }
}
