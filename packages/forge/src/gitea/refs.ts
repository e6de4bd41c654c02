import type { Refs } from '@weighbridge/core';
import * as z from 'zod';
import { type Commit, firstParents } from '../first-parents.ts';
import { type GiteaClient, known } from './client.ts';

const needs = 'contents: read';

const commit = z.looseObject({
  sha: z.string(),
  parents: z.looseObject({ sha: z.string() }).array(),
  commit: z.looseObject({ committer: z.looseObject({ date: z.string() }) }),
});
const branch = z.looseObject({ commit: z.looseObject({ id: z.string() }) });
const comparison = z.looseObject({ commits: commit.array().nullable() });

/** Without these Gitea computes the difference and the signature of each commit. */
const lean = { stat: 'false', verification: 'false', files: 'false' };

export function giteaRefs(client: GiteaClient): Refs {
  return {
    tip: (branch) => tip(client, branch),
    mergeBase: (base, head) => mergeBase(client, base, head),
    ancestors: (start, limit) => firstParents(start, limit, (from) => page(client, from)),
    file: (path, ref) => file(client, path, ref),
  };
}

async function tip(client: GiteaClient, name: string): Promise<string | undefined> {
  const question = client.about('GET', `/branches/${encodeURIComponent(name)}`, needs);
  return (await known(client, client.rest.json(branch, question)))?.commit.id;
}

/**
 * Gitea names no merge base, but compare lists the commits that only the head has: their parents outside that list are
 * common ancestors, and the best one is the one that lacks nothing of the others. Undefined when several are equally good
 * (criss-cross merges). Histories without a common ancestor end in a ServiceError: Gitea 1.26 answers 500 to them.
 */
async function mergeBase(client: GiteaClient, base: string, head: string): Promise<string | undefined> {
  const only = await exclusive(client, base, head);
  if (only === undefined) return undefined;
  if (only.length === 0) return head;
  const inside = new Set(only.map(({ sha }) => sha));
  const edge = [...new Set(only.flatMap(({ parents }) => parents))].filter((sha) => !inside.has(sha));
  for (const candidate of edge) {
    if (await holdsAll(client, candidate, edge)) return candidate;
  }
  return undefined;
}

async function holdsAll(client: GiteaClient, candidate: string, others: readonly string[]): Promise<boolean> {
  for (const other of others) {
    if (other !== candidate && (await exclusive(client, candidate, other))?.length !== 0) return false;
  }
  return true;
}

/** Commits that `head` reaches and `base` does not; undefined when one of them is not there. */
async function exclusive(client: GiteaClient, base: string, head: string): Promise<readonly Commit[] | undefined> {
  if (base === head) return [];
  const path = `/compare/${base}...${head}`;
  const question = client.about('GET', path, needs, { query: { verification: 'false', files: 'false' } });
  const answer = await known(client, client.rest.json(comparison, question));
  return answer && (answer.commits ?? []).map(commitOf);
}

async function page(client: GiteaClient, from: string): Promise<readonly Commit[]> {
  const question = client.about('GET', '/commits', needs, { query: { sha: from, limit: 50, ...lean } });
  const list = await known(client, client.rest.json(commit.array(), question));
  return (list ?? []).map(commitOf);
}

function commitOf(item: z.output<typeof commit>): Commit {
  return { sha: item.sha, parents: item.parents.map(({ sha }) => sha), at: item.commit.committer.date };
}

async function file(client: GiteaClient, path: string, ref: string): Promise<string | undefined> {
  const name = path.split('/').map(encodeURIComponent).join('/');
  const answer = await known(client, client.rest.ask(client.about('GET', `/raw/${name}`, needs, { query: { ref } })));
  return answer?.text;
}
