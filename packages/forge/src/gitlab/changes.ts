import { type Change, type Changes, type ChangeTarget, forgeErrors, type MergedChange } from '@weighbridge/core';
import * as z from 'zod';
import { collect, linkedPages } from '../http/rest-pages.ts';
import { present } from '../runner/environment.ts';
import { approvals } from './approvals.ts';
import { type GitlabClient, known, reading } from './client.ts';
import { isOwner } from './owners.ts';

const mergeRequest = z.looseObject({
  iid: z.number(),
  sha: z.string(),
  state: z.string(),
  web_url: z.string(),
  source_branch: z.string(),
  target_branch: z.string(),
  source_project_id: z.number().nullable(),
  target_project_id: z.number(),
  /** Null for a moment after the request was opened. `start_sha` is the target's tip, `base_sha` the merge base. */
  diff_refs: z.looseObject({ start_sha: z.string().nullish() }).nullish(),
});
/** As lists of a commit's merge requests tell it. */
const ofCommit = z.looseObject({
  iid: z.number(),
  state: z.string(),
  sha: z.string().nullish(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
  squash_commit_sha: z.string().nullish(),
});
/** As lists of merge requests tell it. */
export const listed = z.looseObject({
  iid: z.number(),
  sha: z.string().nullish(),
  source_branch: z.string(),
  target_branch: z.string(),
});
export type MergeRequest = z.output<typeof mergeRequest>;

const branch = z.looseObject({ commit: z.looseObject({ id: z.string() }) });

export function gitlabChanges(client: GitlabClient): Changes {
  return {
    merged: (commit) => merged(client, commit),
    get: (number) => getChange(client, number),
    ofHead: (head) => ofHead(client, head),
    approvals: (number) => approvals(client, number),
    isOwner: (user, owner) => isOwner(client, user, owner),
  };
}

/** Throws UserError WB5002 when the project has no such merge request. */
export async function getMergeRequest(client: GitlabClient, number: number): Promise<MergeRequest> {
  const found = await known(
    client,
    client.rest.json(mergeRequest, client.about('GET', `/merge_requests/${number}`, reading)),
  );
  if (found !== undefined) return found;
  const { repository } = client.rest.service;
  throw forgeErrors.changeNotFound({ word: 'merge request', number, repository });
}

/**
 * GitLab lists each merge request that brought the commit along. The one whose merge made it names it as its merge commit;
 * without one (fast-forward) as its squash commit; else it is the request's own head that went on the target branch.
 */
async function merged(client: GitlabClient, commit: string): Promise<MergedChange | undefined> {
  const path = `/repository/commits/${encodeURIComponent(commit)}/merge_requests`;
  const question = client.about('GET', path, reading, { query: { state: 'merged' } });
  const found = (await known(client, collect(linkedPages(client.rest, ofCommit, question)))) ?? [];
  for (const item of found) {
    const made = item.merge_commit_sha ?? item.squash_commit_sha ?? item.sha;
    if (item.state !== 'merged' || made !== commit) continue;
    const data = await getMergeRequest(client, item.iid);
    const change = await changeOf(client, data);
    return { ...change, mergeCommit: commit, ...present({ mergedAt: item.merged_at ?? undefined }) };
  }
  return undefined;
}

/** By the branch, and by the commit, of whatever branch. */
async function ofHead(
  client: GitlabClient,
  { head, headRef }: Pick<Change, 'head' | 'headRef'>,
): Promise<readonly ChangeTarget[]> {
  const list = async (path: string, query: Record<string, string>): Promise<readonly ChangeTarget[]> => {
    const question = client.about('GET', path, reading, { query });
    const found = (await known(client, collect(linkedPages(client.rest, listed, question)))) ?? [];
    return found.map((item) => ({
      number: item.iid,
      head: item.sha ?? '',
      headRef: item.source_branch,
      baseRef: item.target_branch,
    }));
  };
  const ofBranch = await list('/merge_requests', { source_branch: headRef, state: 'all' });
  const ofSha = await list(`/repository/commits/${encodeURIComponent(head)}/merge_requests`, {});
  const same = ofSha.filter((change) => change.head === head);
  return [...new Map([...ofBranch, ...same].map((change) => [change.number, change])).values()];
}

export async function getChange(client: GitlabClient, number: number): Promise<Change> {
  return changeOf(client, await getMergeRequest(client, number));
}

async function changeOf(client: GitlabClient, data: MergeRequest): Promise<Change> {
  return {
    number: data.iid,
    head: data.sha,
    headRef: data.source_branch,
    baseTip: data.diff_refs?.start_sha ?? (await tipOf(client, data.target_branch)),
    baseRef: data.target_branch,
    // Null for a deleted fork.
    fork: data.source_project_id !== data.target_project_id,
    open: data.state === 'opened',
    url: data.web_url,
  };
}

async function tipOf({ rest, about }: GitlabClient, name: string): Promise<string> {
  const path = `/repository/branches/${encodeURIComponent(name)}`;
  return (await rest.json(branch, about('GET', path, reading))).commit.id;
}
