import { type Change, forgeErrors, type NewChange } from '@weighbridge/core';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import type { Question } from '../http/rest.ts';
import { countedPages } from '../http/rest-pages.ts';
import { changeOf, pull } from './changes.ts';
import { confirmReadable, type GiteaClient, known, parts } from './client.ts';
import { giteaRefs } from './refs.ts';

/** Of every call here: a change is looked for in order to open one. */
const needs = 'pull-requests: write';
/** Gitea asks of who opens one that he may write the branch, too. */
const opening = `contents: write, ${needs}`;

/** The open pull request of these branches, or a new one. */
export async function openGiteaChange(client: GiteaClient, change: NewChange): Promise<Change> {
  const find = (): Promise<Change | undefined> => known(client, openOne(client, change), { ...parts.pulls, needs });
  return (await find()) ?? createOnce(() => post(client, change, find), find);
}

async function openOne(client: GiteaClient, { headRef, baseRef }: NewChange): Promise<Change | undefined> {
  const question = client.about('GET', '/pulls', needs, { query: { state: 'open' } });
  for await (const item of countedPages(client.rest, question, pull.array(), (items) => ({ items }))) {
    const change = changeOf(item);
    if (change.headRef === headRef && change.baseRef === baseRef && !change.fork) return change;
  }
  return undefined;
}

async function post(client: GiteaClient, change: NewChange, find: () => Promise<Change | undefined>): Promise<Change> {
  const { headRef: head, baseRef: base, title, body } = change;
  const question = client.about('POST', '/pulls', opening, { body: { head, base, title, body } });
  try {
    return changeOf(await client.rest.json(pull, question));
  } catch (error) {
    if (isStatus(error, 409)) {
      const there = await find();
      if (there !== undefined) return there;
    }
    throw await meaning(client, question, change, error);
  }
}

/** A branch that is missing, and a repository that may not be seen, are the same answer. */
async function meaning(client: GiteaClient, question: Question, change: NewChange, error: unknown): Promise<unknown> {
  if (!isStatus(error, 404, 409, 422)) return error;
  const refusal = { word: 'pull request', head: change.headRef, base: change.baseRef };
  if (error.status !== 404) return forgeErrors.changeRefused({ ...refusal, reason: error.detail });
  await confirmReadable(client, { ...parts.pulls, needs });
  const missing = await missingBranch(client, [change.headRef, change.baseRef]);
  if (missing === undefined) return refused(question, 404);
  return forgeErrors.changeRefused({ ...refusal, reason: `there is no branch ${missing}` });
}

async function missingBranch(client: GiteaClient, names: readonly string[]): Promise<string | undefined> {
  const { tip } = giteaRefs(client);
  for (const name of names) if ((await tip(name)) === undefined) return name;
  return undefined;
}
