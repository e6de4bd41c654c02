import type { Links, Note, Notes } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce, markOf } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing } from '../http/failure.ts';
import { type Authored, findOurs, impossibleId, once } from '../http/ownership.ts';
import { linkedPages } from '../http/rest-pages.ts';
import { getMergeRequest } from './changes.ts';
import { type GitlabClient, needsUserToken, reading, writing } from './client.ts';

const author = z.looseObject({ id: z.number(), username: z.string() });
const comment = z.looseObject({ id: z.number(), body: z.string(), system: z.boolean(), author: author.nullish() });
const account = z.looseObject({ id: z.number(), bot: z.boolean().nullish() });

/** Notes are written by tokens of users, projects or groups; a job token may only read them. */
export function gitlabNotes(client: GitlabClient, links: Links): Notes {
  const find = (change: number, mark: string): Promise<Note | undefined> =>
    findOurs(comments(client, links, change), mark, ownership(client));
  const write = async (change: number, method: string, which: string, body: string): Promise<Note> => {
    const path = `/merge_requests/${change}/notes${which}`;
    const question = client.about(method, path, writing, { body: { body } });
    needsUserToken(client, question);
    return noteOf(links, change, await client.rest.json(comment, question));
  };
  const post = async (change: number, body: string): Promise<Note> => {
    try {
      return await write(change, 'POST', '', body);
    } catch (error) {
      if (isStatus(error, 404)) await getMergeRequest(client, change);
      throw error;
    }
  };
  return {
    find,
    create: (change, body) =>
      createOnce(
        () => post(change, body),
        () => find(change, markOf(body)),
      ),
    update: (change, note, body) => write(change, 'PUT', `/${note.id}`, body),
    checkAccess: async (change) => {
      await orMissing(write(change, 'PUT', `/${impossibleId}`, 'access?'));
    },
  };
}

async function* comments({ rest, about }: GitlabClient, links: Links, change: number): AsyncGenerator<Authored> {
  const query = { sort: 'asc', order_by: 'created_at' };
  const question = about('GET', `/merge_requests/${change}/notes`, reading, { query });
  for await (const item of linkedPages(rest, comment, question)) {
    if (item.system) continue;
    const by = item.author ?? undefined;
    yield { note: noteOf(links, change, item), author: by && { id: by.id, login: by.username } };
  }
}

/** A note does not say whether its author is a bot; the account does, where the token may read it. */
export function ownership({
  rest,
  ofInstance,
}: GitlabClient): (author: NonNullable<Authored['author']>) => Promise<boolean> {
  const ownId = once(async () => (await orHidden(orMissing(rest.json(account, ofInstance('/user', reading)))))?.id);
  return async ({ id }) => {
    if (id === (await ownId())) return true;
    const found = await orHidden(orMissing(rest.json(account, ofInstance(`/users/${id}`, reading))));
    return found?.bot === true;
  };
}

function noteOf(links: Links, change: number, { id, body }: z.output<typeof comment>): Note {
  return { id: String(id), body, url: `${links.change(change)}#note_${id}` };
}
