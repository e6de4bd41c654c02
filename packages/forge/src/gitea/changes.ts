import {
  type Approval,
  type Change,
  type Changes,
  type ChangeTarget,
  forgeErrors,
  type MergedChange,
} from '@weighbridge/core';
import * as z from 'zod';
import { orHidden, orMissing } from '../http/failure.ts';
import { collect, countedPages } from '../http/rest-pages.ts';
import { ownerOf } from '../owner.ts';
import { latestApprovals } from '../review.ts';
import { present } from '../runner/environment.ts';
import { type GiteaClient, known, parts } from './client.ts';

const needs = 'pull-requests: read';

const repository = z.looseObject({ full_name: z.string() });
const branch = z.looseObject({ sha: z.string(), ref: z.string(), repo: repository.nullish() });
export const pull = z.looseObject({
  number: z.number(),
  state: z.string(),
  html_url: z.string(),
  head: branch,
  base: branch,
  merged: z.boolean(),
  merged_at: z.string().nullish(),
  merge_commit_sha: z.string().nullish(),
});
export type Pull = z.output<typeof pull>;

const review = z.looseObject({
  user: z.looseObject({ login: z.string() }).nullish(),
  state: z.string(),
  commit_id: z.string(),
  dismissed: z.boolean(),
  submitted_at: z.string(),
  html_url: z.string(),
});

const team = z.looseObject({ id: z.number(), name: z.string() });

export function giteaChanges(client: GiteaClient): Changes {
  return {
    merged: (commit) => merged(client, commit),
    get: async (number) => changeOf(await getPull(client, number)),
    ofHead: (head) => ofHead(client, head),
    approvals: (number) => approvals(client, number),
    isOwner: (user, owner) => isOwner(client, user, owner),
  };
}

/** Throws UserError WB5002 when the repository has no such pull request. */
export async function getPull(client: GiteaClient, number: number): Promise<Pull> {
  const answer = client.rest.json(pull, client.about('GET', `/pulls/${number}`, needs));
  const found = await known(client, answer, parts.pulls);
  if (found === undefined) throw notFound(client, number);
  return found;
}

function notFound({ rest }: GiteaClient, number: number): Error {
  return forgeErrors.changeNotFound({ word: 'pull request', number, repository: rest.service.repository });
}

export function isFork({ head, base }: Pull): boolean {
  return head.repo?.full_name.toLowerCase() !== base.repo?.full_name.toLowerCase();
}

export function changeOf(data: Pull): Change {
  return {
    number: data.number,
    head: data.head.sha,
    headRef: data.head.ref,
    baseTip: data.base.sha,
    baseRef: data.base.ref,
    fork: isFork(data),
    open: data.state === 'open',
    url: data.html_url,
  };
}

/** Gitea keeps with each merge the commit that it made on the target branch: of a rebase the last one. */
async function merged(client: GiteaClient, commit: string): Promise<MergedChange | undefined> {
  const question = client.about('GET', `/commits/${encodeURIComponent(commit)}/pull`, needs);
  const found = await known(client, client.rest.json(pull, question), parts.pulls);
  if (!found?.merged || found.merge_commit_sha !== commit) return undefined;
  return { ...changeOf(found), mergeCommit: commit, ...present({ mergedAt: found.merged_at ?? undefined }) };
}

/** Gitea's list is filtered by no head, so every page is read. */
async function ofHead(
  client: GiteaClient,
  { head, headRef }: Pick<Change, 'head' | 'headRef'>,
): Promise<readonly ChangeTarget[]> {
  const question = client.about('GET', '/pulls', needs, { query: { state: 'all' } });
  const pages = countedPages(client.rest, question, pull.array(), (items) => ({ items }));
  const all = ((await known(client, collect(pages), parts.pulls)) ?? []).map(changeOf);
  return all.filter((change) => change.head === head || (change.headRef === headRef && !change.fork));
}

/** Gitea says REQUEST_CHANGES and a flag for what GitHub calls CHANGES_REQUESTED and DISMISSED. */
async function approvals(client: GiteaClient, number: number): Promise<readonly Approval[]> {
  const question = client.about('GET', `/pulls/${number}/reviews`, needs);
  const pages = countedPages(client.rest, question, review.array(), (items) => ({ items }));
  const reviews = await known(client, collect(pages), parts.pulls);
  if (reviews === undefined) throw notFound(client, number);
  return latestApprovals(
    reviews.map((item) => ({
      user: item.user?.login,
      state: stateOf(item.state, item.dismissed),
      commit: item.commit_id,
      at: item.submitted_at,
      url: item.html_url,
    })),
  );
}

function stateOf(state: string, dismissed: boolean): string {
  if (dismissed) return 'DISMISSED';
  return state === 'REQUEST_CHANGES' ? 'CHANGES_REQUESTED' : state;
}

/** An e-mail is never enough here: Gitea may let people enter any address without confirming it. */
async function isOwner(client: GiteaClient, user: string, text: string): Promise<boolean | undefined> {
  const owner = ownerOf(text);
  if (owner.kind === 'name') return owner.name.toLowerCase() === user.toLowerCase();
  return owner.kind === 'team' ? isMember(client, user, owner.group, owner.team) : undefined;
}

async function isMember({ rest }: GiteaClient, user: string, org: string, name: string): Promise<boolean | undefined> {
  const scope = { method: 'GET', needs: 'the scope read:organization' };
  const teamsPath = `/orgs/${encodeURIComponent(org)}/teams`;
  const list = countedPages(rest, { ...scope, path: teamsPath, route: teamsPath }, team.array(), (items) => ({
    items,
  }));
  const teams = await orHidden(orMissing(collect(list)));
  const found = teams?.find((item) => item.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) return undefined;
  const path = `/teams/${found.id}/members/${encodeURIComponent(user)}`;
  const member = orMissing(rest.ask({ ...scope, path, route: path })).then((answer) => answer !== undefined);
  return orHidden(member);
}
