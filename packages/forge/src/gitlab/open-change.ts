import { type Change, forgeErrors, type NewChange } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import { getChange, listed } from './changes.ts';
import { type GitlabClient, known, needsUserToken, reading, writing } from './client.ts';

const made = z.looseObject({ iid: z.number() });

/** The open merge request of these branches, or a new one. A job's token may open none. */
export async function openGitlabChange(client: GitlabClient, change: NewChange): Promise<Change> {
  const find = (): Promise<Change | undefined> => openOne(client, change);
  return (await find()) ?? createOnce(() => post(client, change, find), find);
}

async function openOne(client: GitlabClient, { headRef, baseRef }: NewChange): Promise<Change | undefined> {
  const query = { source_branch: headRef, target_branch: baseRef, state: 'opened' };
  const question = client.about('GET', '/merge_requests', reading, { query });
  const found = (await known(client, client.rest.json(listed.array(), question))) ?? [];
  // A fork's branch may have the same name.
  for (const { iid } of found) {
    const change = await getChange(client, iid);
    if (!change.fork) return change;
  }
  return undefined;
}

async function post(
  client: GitlabClient,
  { headRef: head, baseRef: base, title, body }: NewChange,
  find: () => Promise<Change | undefined>,
): Promise<Change> {
  const wish = { source_branch: head, target_branch: base, title, description: body };
  const question = client.about('POST', '/merge_requests', writing, { body: wish });
  needsUserToken(client, question);
  try {
    const created = await known(client, client.rest.json(made, question));
    if (created === undefined) throw refused(question, 404);
    return await getChange(client, created.iid);
  } catch (error) {
    if (!isStatus(error, 400, 409, 422)) throw error;
    const there = isStatus(error, 409) ? await find() : undefined;
    if (there !== undefined) return there;
    throw forgeErrors.changeRefused({ word: 'merge request', head, base, reason: error.detail });
  }
}
