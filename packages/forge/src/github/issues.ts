import { forgeErrors, type Issues, type TrackedIssue } from '@weighbridge/core';
import { createOnce, markOf } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing, refused } from '../http/failure.ts';
import { isOurText, type Remark, withCloser, withRights } from '../http/people.ts';
import { present } from '../runner/environment.ts';
import { confirmRepository } from './changes.ts';
import { type GithubClient, githubCall } from './client.ts';
import { ownership } from './notes.ts';

/** An issue is looked for in order to write it. */
const needs = 'issues: write';

interface Person {
  readonly login: string;
  readonly type: string;
}

interface Entry {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly html_url: string;
  readonly closed_at: string | null;
  readonly closed_by?: Person | null;
  readonly user: Person | null;
  /** GitHub lists pull requests among the issues. */
  readonly pull_request?: unknown;
}

export function githubIssues(client: GithubClient): Issues {
  const { octokit, target, ask } = client;
  const find: Issues['find'] = (mark) => reading(client, () => findIssue(client, mark));
  // Octokit would send a POST again whose answer was lost; createOnce looks first.
  const once = { request: { retries: 0 } };
  return {
    find,
    get: (number, mark) => reading(client, () => getIssue(client, number, mark)),
    create: (issue) =>
      createOnce(
        () =>
          writing(client, 'POST', '/issues', async () => {
            const { title, body } = issue;
            const { data } = await ask(needs, () => octokit.rest.issues.create({ ...target, title, body, ...once }));
            return issueOf(data);
          }),
        () => find(markOf(issue.body)),
      ),
    update: ({ number }, { open, ...texts }) =>
      writing(client, 'PATCH', `/issues/${number}`, async () => {
        const change = { ...target, ...texts, ...present({ state: stateOf(open) }), issue_number: number };
        const { data } = await ask(needs, () => octokit.rest.issues.update(change));
        return issueOf(data);
      }),
    comments: ({ number }, { since } = {}) =>
      withRights(remarks(client, number, since), { since, mayWrite: (author) => mayWrite(client, author) }),
  };
}

function stateOf(open: boolean | undefined): 'open' | 'closed' | undefined {
  if (open === undefined) return undefined;
  return open ? 'open' : 'closed';
}

/** Newest first; reading ends at the first issue of ours. */
async function findIssue(client: GithubClient, mark: string): Promise<TrackedIssue | undefined> {
  const { octokit, target, ask } = client;
  const query = { ...target, state: 'all', sort: 'created', direction: 'desc', per_page: 100 } as const;
  const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, query);
  const isOurs = ownership(client);
  const found = await ask(needs, async (): Promise<Entry | undefined> => {
    for await (const { data } of pages) {
      for (const issue of data) {
        if (issue.pull_request || !issue.body?.startsWith(mark)) continue;
        if (await isOurs(issue)) return issue;
      }
    }
    return undefined;
  });
  if (!found) return undefined;
  // Lists do not say who closed an issue; it says so itself.
  return found.state === 'open' ? issueOf(found) : whole(client, (await entryOf(client, found.number)) ?? found);
}

async function getIssue(client: GithubClient, number: number, mark: string): Promise<TrackedIssue | undefined> {
  const entry = await entryOf(client, number);
  if (!entry) await confirmRepository(client);
  if (!entry?.body?.startsWith(mark) || entry.pull_request || !(await ownership(client)(entry))) return undefined;
  return whole(client, entry);
}

/** An issue that was moved to another repository is answered with the number that it has there. */
async function entryOf({ octokit, target, ask }: GithubClient, number: number): Promise<Entry | undefined> {
  const query = { ...target, issue_number: number };
  try {
    const answer = await orMissing(ask(needs, () => octokit.rest.issues.get(query)));
    return answer?.data.number === number ? answer.data : undefined;
  } catch (error) {
    if (isDeleted(error)) return undefined;
    throw error;
  }
}

function whole(client: GithubClient, entry: Entry): Promise<TrackedIssue> {
  const isOurs = ownership(client);
  return withCloser(issueOf(entry), entry.closed_by ?? undefined, {
    isOurs: (user) => isOurs({ user }),
    mayWrite: ({ login }) => mayWrite(client, login),
  });
}

function issueOf({ number, title, body, state, html_url: url, closed_at: at, closed_by: by }: Entry): TrackedIssue {
  const open = state === 'open';
  const closing = open ? {} : present({ closedAt: at ?? undefined, closedBy: by?.login });
  return { number, title, body: body ?? '', open, url, ...closing };
}

/** Oldest first. The token's own user may be a person who comments: only bots, and texts with our mark, are left out. */
async function* remarks(client: GithubClient, number: number, since: string | undefined): AsyncGenerator<Remark> {
  const { octokit, target, ask } = client;
  const query = { ...target, issue_number: number, per_page: 100, ...present({ since }) };
  const all = await reading(client, () => ask(needs, () => octokit.paginate(octokit.rest.issues.listComments, query)));
  for (const { user, body = '', created_at: at } of all) {
    if (user === null || user.type === 'Bot' || isOurText(body)) continue;
    yield { author: user.login, body, at };
  }
}

/**
 * Role names such as triage and maintain are mapped by GitHub to read and write. What a comment itself says of its author
 * (MEMBER, COLLABORATOR) tells nothing about writing, so where the token may not ask, nobody knows; but the owner is one.
 */
async function mayWrite({ octokit, target, ask }: GithubClient, username: string): Promise<boolean | undefined> {
  if (username.toLowerCase() === target.owner.toLowerCase()) return true;
  const call = ask('metadata: read', () => octokit.rest.repos.getCollaboratorPermissionLevel({ ...target, username }));
  const permission = (await orHidden(orMissing(call)))?.data.permission;
  return permission === undefined ? undefined : permission === 'admin' || permission === 'write';
}

/** GitHub answers 404 to a write by a token that may only read: if the repository can be read, a permission is missing. */
async function writing<T>(client: GithubClient, method: string, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isStatus(error, 404)
      ? await seen(client, refused(githubCall(method, path, needs), 404))
      : explained(client, error);
  }
}

async function reading<T>(client: GithubClient, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isStatus(error, 404) ? await seen(client, error) : explained(client, error);
  }
}

/** `otherwise`, where the repository can be seen at all. */
async function seen(client: GithubClient, otherwise: Error): Promise<Error> {
  await confirmRepository(client);
  return otherwise;
}

/** 410 is a repository without issues; a deleted issue is 410 as well, and says so. */
function explained({ service }: GithubClient, error: unknown): unknown {
  if (!isStatus(error, 410) || isDeleted(error)) return error;
  const setting = 'Settings → General → Features → Issues';
  return forgeErrors.issuesDisabled({ repository: service.repository, setting });
}

function isDeleted(error: unknown): boolean {
  return isStatus(error, 410) && /was deleted/i.test(error.detail);
}
