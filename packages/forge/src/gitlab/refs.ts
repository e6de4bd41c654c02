import type { Refs } from '@weighbridge/core';
import * as z from 'zod';
import { isStatus } from '../http/failure.ts';
import { linkedPages } from '../http/rest-pages.ts';
import { type GitlabClient, known, reading } from './client.ts';

const commit = z.looseObject({ id: z.string(), committed_date: z.string() });

const branch = z.looseObject({ commit });

export function gitlabRefs(client: GitlabClient): Refs {
  return {
    tip: (name) => tip(client, name),
    mergeBase: (base, head) => mergeBase(client, base, head),
    ancestors: (start, limit) => ancestors(client, start, limit),
    file: (path, ref) => file(client, path, ref),
  };
}

async function tip(client: GitlabClient, name: string): Promise<string | undefined> {
  const question = client.about('GET', `/repository/branches/${encodeURIComponent(name)}`, reading);
  return (await known(client, client.rest.json(branch, question)))?.commit.id;
}

/** Undefined when a commit is not there (400), or the two have no ancestor in common (404). */
async function mergeBase(client: GitlabClient, base: string, head: string): Promise<string | undefined> {
  const query = { 'refs[]': [base, head] };
  const answer = client.rest.json(commit, client.about('GET', '/repository/merge_base', reading, { query }));
  return (await known(client, noneFor400(answer)))?.id;
}

async function noneFor400<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isStatus(error, 400)) return undefined;
    throw error;
  }
}

async function ancestors(
  client: GitlabClient,
  start: string,
  limit: number,
): Promise<readonly { readonly sha: string; readonly at: string }[]> {
  const query = { ref_name: start, first_parent: 'true', per_page: Math.min(limit, 100) };
  const question = client.about('GET', '/repository/commits', reading, { query });
  const chain = await known(client, take(linkedPages(client.rest, commit, question), limit));
  return (chain ?? []).map(({ id, committed_date: at }) => ({ sha: id, at }));
}

async function take<T>(items: AsyncIterable<T>, limit: number): Promise<readonly T[]> {
  const taken: T[] = [];
  for await (const item of items) {
    if (taken.push(item) >= limit) break;
  }
  return taken;
}

async function file(client: GitlabClient, path: string, ref: string): Promise<string | undefined> {
  const route = `/repository/files/${encodeURIComponent(path)}/raw`;
  return (await known(client, client.rest.ask(client.about('GET', route, reading, { query: { ref } }))))?.text;
}
