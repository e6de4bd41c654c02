import type { IssueComment, TrackedIssue } from '@weighbridge/core';
import { present } from '../runner/environment.ts';

/** A comment before it is known what its author may do. */
export type Remark = Omit<IssueComment, 'mayWrite'>;

/** A comment that we wrote ourselves, whoever's token it was: its first line is a mark of ours. */
export function isOurText(body: string): boolean {
  return body.startsWith('<!-- weighbridge');
}

/** Whether a comment gives a command: only then does it matter who wrote it, and anybody may write many. */
export function holdsCommand(body: string): boolean {
  return /^[^\S\n]*\/(?:ignore|watch)\b/m.test(body);
}

interface Hearing {
  /** RFC 3339: earlier comments are left out. */
  readonly since?: string | undefined;
  readonly mayWrite: (author: string) => Promise<boolean | undefined>;
}

/** Adds to each comment with a command whether its author may write to the repository; each author is asked for once. */
export async function withRights(
  remarks: AsyncIterable<Remark>,
  { since, mayWrite }: Hearing,
): Promise<readonly IssueComment[]> {
  const known = new Map<string, boolean | undefined>();
  const all: IssueComment[] = [];
  for await (const remark of remarks) {
    if (isBefore(remark.at, since)) continue;
    const { author, body } = remark;
    const isHeard = holdsCommand(body);
    if (isHeard && !known.has(author)) known.set(author, await mayWrite(author));
    all.push({ ...remark, mayWrite: isHeard ? known.get(author) : undefined });
  }
  return all;
}

export function isBefore(at: string, since: string | undefined): boolean {
  return since !== undefined && Date.parse(at) < Date.parse(since);
}

/** A closed issue with what its closer may do; our own closing needs no right. */
export async function withCloser<P>(
  issue: TrackedIssue,
  closer: P | undefined,
  { isOurs, mayWrite }: Record<'isOurs' | 'mayWrite', (person: P) => Promise<boolean | undefined>>,
): Promise<TrackedIssue> {
  if (issue.open || closer === undefined || (await isOurs(closer))) return issue;
  return { ...issue, ...present({ closerMayWrite: await mayWrite(closer) }) };
}
