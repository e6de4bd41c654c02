import { type Note, type Notes, PermissionError } from '@weighbridge/core';
import { createOnce, markOf } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing, refused } from '../http/failure.ts';
import { impossibleId } from '../http/ownership.ts';
import { getChange } from './changes.ts';
import { type GithubClient, githubCall } from './client.ts';

const read = 'pull-requests: read';
const write = 'pull-requests: write';

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly html_url: string;
  readonly user: { readonly login: string; readonly type: string } | null;
}

export function githubNotes(client: GithubClient): Notes {
  const { octokit, target, ask } = client;
  const find = (change: number, mark: string): Promise<Note | undefined> => findNote(client, change, mark);
  const post = (change: number, body: string): Promise<Note> =>
    writing(client, change, `/issues/${change}/comments`, 'POST', async () => {
      // Octokit would send a POST again whose answer was lost; createOnce looks first.
      const once = { request: { retries: 0 } };
      const { data } = await ask(write, () =>
        octokit.rest.issues.createComment({ ...target, issue_number: change, body, ...once }),
      );
      return noteOf(data);
    });
  return {
    find,
    create: (change, body) =>
      createOnce(
        () => post(change, body),
        () => find(change, markOf(body)),
      ),
    update: (change, note, body) =>
      writing(client, change, `/issues/comments/${note.id}`, 'PATCH', () => edit(client, Number(note.id), body)),
    checkAccess: async () => {
      await orMissing(edit(client, impossibleId, 'access?'));
    },
  };
}

async function edit({ octokit, target, ask }: GithubClient, id: number, body: string): Promise<Note> {
  const { data } = await ask(write, () => octokit.rest.issues.updateComment({ ...target, comment_id: id, body }));
  return noteOf(data);
}

/** Pages come oldest first; reading ends at the first note of ours. */
async function findNote(client: GithubClient, change: number, mark: string): Promise<Note | undefined> {
  const { octokit, target, ask } = client;
  const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
    ...target,
    issue_number: change,
    per_page: 100,
  });
  const isOurs = ownership(client);
  return ask(read, async () => {
    for await (const { data } of pages) {
      for (const comment of data) {
        if (comment.body?.startsWith(mark) && (await isOurs(comment))) return noteOf(comment);
      }
    }
    return undefined;
  });
}

/** Anyone can write our mark: the author must be a bot, or the token's own user, who is asked for once. */
export function ownership({ octokit, ask }: GithubClient): (written: Pick<Comment, 'user'>) => Promise<boolean> {
  let own: Promise<string | undefined> | undefined;
  const ownLogin = async (): Promise<string | undefined> =>
    (await orHidden(ask('a user token', () => octokit.rest.users.getAuthenticated())))?.data.login;
  return async ({ user }) => {
    if (user === null) return false;
    if (user.type === 'Bot') return true;
    own ??= ownLogin();
    return (await own) === user.login;
  };
}

function noteOf({ id, body, html_url }: Comment): Note {
  return { id: String(id), body: body ?? '', url: html_url };
}

/** GitHub answers 404 to a write by a token that may only read: if the change can be read, a permission is missing. */
async function writing(
  client: GithubClient,
  change: number,
  path: string,
  method: string,
  work: () => Promise<Note>,
): Promise<Note> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PermissionError || !isStatus(error, 404)) throw error;
    await getChange(client, change);
    throw refused(githubCall(method, path, write), 404);
  }
}
