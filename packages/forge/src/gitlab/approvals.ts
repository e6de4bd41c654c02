import type { Approval } from '@weighbridge/core';
import * as z from 'zod';
import { collect, linkedPages } from '../http/rest-pages.ts';
import { type GitlabClient, reading } from './client.ts';

const approvalState = z.looseObject({
  approved_by: z
    .looseObject({ user: z.looseObject({ username: z.string() }), approved_at: z.string().nullish() })
    .array(),
});
const version = z.looseObject({ head_commit_sha: z.string(), created_at: z.string() });
const systemNote = z.looseObject({
  system: z.boolean(),
  body: z.string(),
  created_at: z.string(),
  author: z.looseObject({ username: z.string() }),
});

/**
 * GitLab says who approves, not which commit: it is the head of the version that the merge request had at that time. Older
 * servers do not say the time either; then the system's own note does. An approval without a known time is left out.
 */
export async function approvals(client: GitlabClient, number: number): Promise<readonly Approval[]> {
  const { rest, about } = client;
  const path = `/merge_requests/${number}`;
  const { approved_by: given } = await rest.json(approvalState, about('GET', `${path}/approvals`, reading));
  if (given.length === 0) return [];
  const versions = await collect(linkedPages(rest, version, about('GET', `${path}/versions`, reading)));
  const noted = given.every((item) => item.approved_at) ? new Map<string, string>() : await notedTimes(client, path);
  return given.flatMap(({ user, approved_at: said }) => {
    const at = said ?? noted.get(user.username);
    const commit = at && headAt(versions, at);
    return at && commit ? [{ user: user.username, commit, at }] : [];
  });
}

function headAt(versions: readonly z.output<typeof version>[], at: string): string | undefined {
  const time = Date.parse(at);
  const before = versions.filter((item) => Date.parse(item.created_at) <= time);
  before.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at));
  return before[0]?.head_commit_sha;
}

/** The latest time at which each person approved, from notes that only the system can write. */
async function notedTimes({ rest, about }: GitlabClient, path: string): Promise<Map<string, string>> {
  const question = about('GET', `${path}/notes`, reading, { query: { sort: 'asc', order_by: 'created_at' } });
  const times = new Map<string, string>();
  for await (const note of linkedPages(rest, systemNote, question)) {
    if (note.system && note.body === 'approved this merge request') times.set(note.author.username, note.created_at);
  }
  return times;
}
