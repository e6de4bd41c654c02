import { forgeErrors, type Issues, PermissionError, type TrackedIssue } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce, markOf } from '../http/create-once.ts';
import { orHidden, orMissing, refused } from '../http/failure.ts';
import { once } from '../http/ownership.ts';
import { holdsCommand, isBefore, isOurText, type Remark, withCloser, withRights } from '../http/people.ts';
import type { Question } from '../http/rest.ts';
import { linkedPages } from '../http/rest-pages.ts';
import { present } from '../runner/environment.ts';
import { type GitlabClient, known, needsUserToken, reading, writing } from './client.ts';
import { ownership } from './notes.ts';

const user = z.looseObject({ id: z.number(), username: z.string() });
const issue = z.looseObject({
  iid: z.number(),
  title: z.string(),
  description: z.string().nullish(),
  state: z.string(),
  web_url: z.string(),
  closed_at: z.string().nullish(),
  closed_by: user.nullish(),
  author: user.nullish(),
});
type Entry = z.output<typeof issue>;
const note = z.looseObject({
  body: z.string(),
  created_at: z.string(),
  system: z.boolean(),
  author: user.nullish(),
});
const account = z.looseObject({ id: z.number(), bot: z.boolean().nullish() });
const member = z.looseObject({ access_level: z.number() });
const project = z.looseObject({ issues_enabled: z.boolean().nullish(), issues_access_level: z.string().nullish() });

/** GitLab's number for the Developer role. */
const developer = 30;

/** Issues are closed to a job's token, so every call needs a user's. Confidential ones stay so, locked ones are edited. */
export function gitlabIssues(client: GitlabClient): Issues {
  const { rest, about } = client;
  const find = (mark: string): Promise<TrackedIssue | undefined> => findIssue(client, mark);
  const write = async (method: string, path: string, body: object): Promise<TrackedIssue> => {
    const question = about(method, path, writing, { body });
    const item = await enabled(client, question, () => known(client, rest.json(issue, question)));
    if (item === undefined) throw refused(question, 404);
    return issueOf(item);
  };
  return {
    find,
    get: (number, mark) => getIssue(client, number, mark),
    create: ({ title, body }) =>
      createOnce(
        () => write('POST', '/issues', { title, description: body }),
        () => find(markOf(body)),
      ),
    update: ({ number }, { title, body, open }) => {
      const event = open === undefined ? {} : { state_event: open ? 'reopen' : 'close' };
      return write('PUT', `/issues/${number}`, { ...present({ title, description: body }), ...event });
    },
    comments: ({ number }, { since } = {}) => comments(client, number, since),
  };
}

/** Newest first; reading ends at the first issue of ours. */
function findIssue(client: GitlabClient, mark: string): Promise<TrackedIssue | undefined> {
  const isOurs = ownership(client);
  const query = { scope: 'all', state: 'all', order_by: 'created_at', sort: 'desc' };
  const question = client.about('GET', '/issues', writing, { query });
  const search = async (): Promise<TrackedIssue | undefined> => {
    for await (const item of linkedPages(client.rest, issue, question)) {
      const { author, description } = item;
      if (!(author && description?.startsWith(mark))) continue;
      if (await isOurs({ id: author.id, login: author.username })) return whole(client, item);
    }
    return undefined;
  };
  return enabled(client, question, () => known(client, search()));
}

/** GitLab answers 404 for what is not there. */
function getIssue(client: GitlabClient, number: number, mark: string): Promise<TrackedIssue | undefined> {
  const isOurs = ownership(client);
  const question = client.about('GET', `/issues/${number}`, writing);
  return enabled(client, question, async () => {
    const item = await known(client, client.rest.json(issue, question));
    if (!(item?.author && item.description?.startsWith(mark))) return undefined;
    const { id, username: login } = item.author;
    return (await isOurs({ id, login })) ? whole(client, item) : undefined;
  });
}

function whole(client: GitlabClient, item: Entry): Promise<TrackedIssue> {
  const isOurs = ownership(client);
  return withCloser(issueOf(item), item.closed_by ?? undefined, {
    isOurs: ({ id, username: login }) => isOurs({ id, login }),
    mayWrite: ({ id }) => mayWrite(client, id),
  });
}

function issueOf({ iid: number, title, description, state, web_url: url, ...rest }: Entry): TrackedIssue {
  const open = state === 'opened';
  const closing = { closedAt: rest.closed_at ?? undefined, closedBy: rest.closed_by?.username };
  return { number, title, body: description ?? '', open, url, ...(open ? {} : present(closing)) };
}

/** The names of people go with their numbers, which the questions about their rights need. */
async function comments(
  client: GitlabClient,
  number: number,
  since: string | undefined,
): ReturnType<Issues['comments']> {
  const ids = new Map<string, number>();
  const newestFirst = await withRights(remarks(client, number, { since, ids }), {
    since,
    mayWrite: async (author) => {
      const id = ids.get(author);
      return id === undefined ? undefined : mayWrite(client, id);
    },
  });
  return newestFirst.toReversed();
}

/**
 * Newest first, because GitLab has no filter by time: reading ends at the first that is too old. The token's own user may be a
 * person who comments: only texts with our mark, and commands of bots, are left out.
 */
async function* remarks(
  client: GitlabClient,
  number: number,
  { since, ids }: { readonly since: string | undefined; readonly ids: Map<string, number> },
): AsyncGenerator<Remark> {
  const query = { sort: 'desc', order_by: 'created_at' };
  const question = client.about('GET', `/issues/${number}/notes`, reading, { query });
  needsUserToken(client, question);
  const bots = new Map<number, () => Promise<boolean>>();
  for await (const { system, body, author, created_at: at } of linkedPages(client.rest, note, question)) {
    if (isBefore(at, since)) return;
    if (system || !author || isOurText(body)) continue;
    if (!holdsCommand(body)) {
      yield { author: author.username, body, at };
      continue;
    }
    const isBot = bots.get(author.id) ?? once(() => botAsked(client, author.id));
    bots.set(author.id, isBot);
    if (await isBot()) continue;
    ids.set(author.username, author.id);
    yield { author: author.username, body, at };
  }
}

async function botAsked({ rest, ofInstance }: GitlabClient, id: number): Promise<boolean> {
  return (await orHidden(orMissing(rest.json(account, ofInstance(`/users/${id}`, reading)))))?.bot === true;
}

/** By the role in the project or in a group above it. Who is no member may not write, wherever members can be seen. */
async function mayWrite(client: GitlabClient, id: number): Promise<boolean | undefined> {
  const question = client.about('GET', `/members/all/${id}`, reading);
  const asked = async (): Promise<boolean> => {
    const found = await known(client, client.rest.json(member, question));
    return found !== undefined && found.access_level >= developer;
  };
  return orHidden(asked());
}

/** GitLab answers 403 both for a missing role and where issues are switched off; the project tells which. */
async function enabled<T>(client: GitlabClient, question: Question, work: () => Promise<T>): Promise<T> {
  needsUserToken(client, question);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    const { rest, about } = client;
    const found = await orHidden(orMissing(rest.json(project, about('GET', '', reading))));
    const isOff = found?.issues_enabled === false || found?.issues_access_level === 'disabled';
    if (!isOff) throw error;
    const setting = 'Settings → General → Visibility, project features, permissions → Issues';
    throw forgeErrors.issuesDisabled({ repository: rest.service.repository, setting });
  }
}
