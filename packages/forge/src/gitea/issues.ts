import { forgeErrors, type Issues, type TrackedIssue } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce, markOf } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing, refused, repositoryNotFound } from '../http/failure.ts';
import { isOurText, type Remark, withRights } from '../http/people.ts';
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
    return whole(client, await explained(client, question, rest.json(issue, question)));
  };
  return {
    find,
    create: ({ title, body }) =>
      createOnce(
        () => write('POST', '/issues', { title, body }),
        () => find(markOf(body)),
      ),
    update: ({ number }, { open, ...texts }) => {
      const state = open === undefined ? {} : { state: open ? 'open' : 'closed' };
      return write('PATCH', `/issues/${number}`, { ...texts, ...state });
    },
    comments: ({ number }) => withRights(remarks(client, number), giteaRights(client)),
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

async function whole(client: GiteaClient, item: Entry): Promise<TrackedIssue> {
  const { number, title, body, html_url: url, closed_at: at } = item;
  const open = item.state === 'open';
  const closing = open || !at ? {} : present({ closedAt: at, closedBy: await closedBy(client, number, at) });
  return { number, title, body, open, url, ...closing };
}

/** An issue of Gitea does not say who closed it; its timeline does, in the events from that moment on. */
async function closedBy({ rest, about }: GiteaClient, number: number, since: string): Promise<string | undefined> {
  const question = about('GET', `/issues/${number}/timeline`, needs, { query: { since, limit: 50 } });
  const events = await orHidden(orMissing(rest.json(event.array().nullable(), question)));
  return events?.findLast(({ type }) => type === 'close')?.user?.login;
}

/** Oldest first. The token's own user may be a person who comments: only jobs, and texts with our mark, are left out. */
async function* remarks(client: GiteaClient, number: number): AsyncGenerator<Remark> {
  const question = client.about('GET', `/issues/${number}/comments`, needs);
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
