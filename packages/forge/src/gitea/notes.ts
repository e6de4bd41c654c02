import { type Note, type Notes, PermissionError, ServiceError } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce, markOf } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing, refused } from '../http/failure.ts';
import { type Authored, findOurs, impossibleId, once } from '../http/ownership.ts';
import type { Question } from '../http/rest.ts';
import { countedPages } from '../http/rest-pages.ts';
import { getPull } from './changes.ts';
import { confirmReadable, type GiteaClient, parts } from './client.ts';

/** Of every call here: a note is looked for in order to write it. */
const write = 'pull-requests: write';

const user = z.looseObject({ id: z.number(), login: z.string() });
const comment = z.looseObject({ id: z.number(), body: z.string(), html_url: z.string(), user: user.nullish() });

/** Jobs write as this built-in user; nobody can register its id. */
const actionsUser = -2;

export function giteaNotes(client: GiteaClient): Notes {
  const { rest, about } = client;
  const find = (change: number, mark: string): Promise<Note | undefined> =>
    findOurs(comments(client, change), mark, ownership(client));
  const post = async (change: number, body: string): Promise<Note> => {
    const path = `/issues/${change}/comments`;
    try {
      return noteOf(await rest.json(comment, about('POST', path, write, { body: { body } })));
    } catch (error) {
      // Gitea 1.26 answers 500 for a pull request that is not there; asking for it tells which of the two it was.
      if (isStatus(error, 404) || error instanceof ServiceError) await getPull(client, change);
      throw error;
    }
  };
  const edit = async (id: string | number, body: string): Promise<Note> =>
    noteOf(await rest.json(comment, about('PATCH', `/issues/comments/${id}`, write, { body: { body } })));
  return {
    find,
    create: (change, body) =>
      createOnce(
        () => post(change, body),
        () => find(change, markOf(body)),
      ),
    update: (_change, note, body) => edit(note.id, body),
    checkAccess: async () => {
      await confirmReadable(client, { ...parts.pulls, needs: write });
      await orMissing(edit(impossibleId, 'access?'));
    },
  };
}

async function* comments(client: GiteaClient, change: number): AsyncGenerator<Authored> {
  const question = client.about('GET', `/issues/${change}/comments`, write);
  try {
    for await (const item of countedPages(client.rest, question, comment.array(), (items) => ({ items }))) {
      yield { note: noteOf(item), author: item.user ?? undefined };
    }
  } catch (error) {
    if (isStatus(error, 404)) await hiddenOrMissing(client, change, question);
    throw error;
  }
}

/** Throws for a pull request that the token may not see, and for one that is not there. */
async function hiddenOrMissing(client: GiteaClient, change: number, question: Question): Promise<void> {
  try {
    await getPull(client, change);
  } catch (error) {
    throw error instanceof PermissionError ? refused(question, 404) : error;
  }
}

/** Gitea's API does not say who is a bot, except by the id of its own one. */
export function ownership({ rest }: GiteaClient): (author: NonNullable<Authored['author']>) => Promise<boolean> {
  const ownId = once(async () => {
    const question = { method: 'GET', path: '/user', route: '/user', needs: 'a user token' };
    return (await orHidden(orMissing(rest.json(user, question))))?.id;
  });
  return async ({ id }) => id === actionsUser || id === (await ownId());
}

function noteOf({ id, body, html_url }: z.output<typeof comment>): Note {
  return { id: String(id), body, url: html_url };
}
