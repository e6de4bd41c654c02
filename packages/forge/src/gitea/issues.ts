import { forgeErrors, type Issues, type TrackedIssue } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce, markOf } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing, refused, repositoryNotFound } from '../http/failure.ts';
import { isOurText, type Remark, withCloser, withRights } from '../http/people.ts';
import type { Question } from '../http/rest.ts';
import { countedPages } from '../http/rest-pages.ts';
import { present } from '../runner/environment.ts';
import type { GiteaClient } from './client.ts';
import { ownership } from './notes.ts';
import { giteaRights } from './rights.ts';

/** An issue is looked for in order to write it. */
const needs = 'issues: write';

const user = z.looseObject({ id: z.number(), login: z.string() });
const issue = z.looseObject({
  number: z.number(),
  title: z.string(),
  body: z.string(),
  state: z.string(),
  html_url: z.string(),
  closed_at: z.string().nullish(),
  user: user.nullish(),
  /** Gitea numbers issues and pull requests together. */
  pull_request: z.unknown(),
});
type Entry = z.output<typeof issue>;
const comment = z.looseObject({ body: z.string(), created_at: z.string(), user: user.nullish() });
/** What happened to an issue, comments included. */
const event = z.looseObject({ type: z.string(), user: user.nullish() });
const repository = z.looseObject({ has_issues: z.boolean(), external_tracker: z.unknown().optional() });

export function giteaIssues(client: GiteaClient): Issues {
  const { rest, about } = client;
  const find = (mark: string): Promise<TrackedIssue | undefined> => findIssue(client, mark);
  const write = async (method: string, path: string, body: unknown): Promise<TrackedIssue> => {
    const question = about(method, path, needs, { body });
    return (await closed(client, await explained(client, question, rest.json(issue, question)))).issue;
  };
  return {
    find,
    get: (number, mark) => getIssue(client, number, mark),
    create: ({ title, body }) =>
      createOnce(
        () => write('POST', '/issues', { title, body }),
        () => find(markOf(body)),
      ),
    update: ({ number }, { open, ...texts }) => {
      const state = open === undefined ? {} : { state: open ? 'open' : 'closed' };
      return write('PATCH', `/issues/${number}`, { ...texts, ...state });
    },
    comments: ({ number }, { since } = {}) =>
      withRights(remarks(client, number, since), { since, mayWrite: giteaRights(client) }),
  };
}

/** Newest first; reading ends at the first issue of ours. */
async function findIssue(client: GiteaClient, mark: string): Promise<TrackedIssue | undefined> {
  const isOurs = ownership(client);
  const question = client.about('GET', '/issues', needs, { query: { type: 'issues', state: 'all' } });
  const search = async (): Promise<Entry | undefined> => {
    for await (const item of countedPages(client.rest, question, issue.array(), (items) => ({ items }))) {
      if (item.body.startsWith(mark) && item.user && (await isOurs(item.user))) return item;
    }
    return undefined;
  };
  const found = await explained(client, question, search());
  return found && whole(client, found);
}

/** Gitea answers 404 both for an issue that is not there and where issues are switched off, or hidden. */
async function getIssue(client: GiteaClient, number: number, mark: string): Promise<TrackedIssue | undefined> {
  const question = client.about('GET', `/issues/${number}`, needs);
  const item = await orMissing(client.rest.json(issue, question));
  if (!item) {
    const list = client.about('GET', '/issues', needs, { query: { type: 'issues', limit: 1 } });
    await explained(client, list, client.rest.json(issue.array(), list));
    return undefined;
  }
  if (!(item.user && item.body.startsWith(mark)) || item.pull_request) return undefined;
  return (await ownership(client)(item.user)) ? whole(client, item) : undefined;
}

async function whole(client: GiteaClient, item: Entry): Promise<TrackedIssue> {
  const { issue: tracked, by } = await closed(client, item);
  const mayWrite = giteaRights(client);
  return withCloser(tracked, by, { isOurs: ownership(client), mayWrite: ({ login }) => mayWrite(login) });
}

type Person = z.output<typeof user>;
type Closed = { readonly issue: TrackedIssue; readonly by?: Person | undefined };

async function closed(client: GiteaClient, item: Entry): Promise<Closed> {
  const { number, title, body, html_url: url, closed_at: at } = item;
  const open = item.state === 'open';
  const by = open || !at ? undefined : await closedBy(client, number, at);
  const closing = open || !at ? {} : present({ closedAt: at, closedBy: by?.login });
  return { issue: { number, title, body, open, url, ...closing }, by };
}

/** An issue of Gitea does not say who closed it; its timeline does, in the events from that moment on. */
async function closedBy({ rest, about }: GiteaClient, number: number, since: string): Promise<Person | undefined> {
  const question = about('GET', `/issues/${number}/timeline`, needs, { query: { since, limit: 50 } });
  const events = await orHidden(orMissing(rest.json(event.array().nullable(), question)));
  return events?.findLast(({ type }) => type === 'close')?.user ?? undefined;
}

/** Oldest first. The token's own user may be a person who comments: only jobs, and texts with our mark, are left out. */
async function* remarks(client: GiteaClient, number: number, since: string | undefined): AsyncGenerator<Remark> {
  const question = client.about('GET', `/issues/${number}/comments`, needs, { query: present({ since }) });
  try {
    for await (const item of countedPages(client.rest, question, comment.array(), (items) => ({ items }))) {
      const { user: author, body, created_at: at } = item;
      // Jobs and accounts that were deleted have ids below one.
      if (author && author.id > 0 && !isOurText(body)) yield { author: author.login, body, at };
    }
  } catch (error) {
    throw await meaning(client, question, error);
  }
}

async function explained<T>(client: GiteaClient, question: Question, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw await meaning(client, question, error);
  }
}

/** Gitea answers 404 for issues that are switched off, for those that the token may not see, and without a repository. */
async function meaning({ rest, about }: GiteaClient, question: Question, error: unknown): Promise<unknown> {
  if (!isStatus(error, 404)) return error;
  const found = await orMissing(rest.json(repository, about('GET', '', 'contents: read')));
  if (found === undefined) return repositoryNotFound(rest.service);
  if (found.has_issues && !found.external_tracker) return refused(question, 404);
  const setting = 'Settings → Units → Issues, with the built-in tracker';
  return forgeErrors.issuesDisabled({ repository: rest.service.repository, setting });
}
