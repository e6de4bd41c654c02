import type { IssueComment } from '@weighbridge/core';

/** A comment before it is known what its author may do. */
export type Remark = Omit<IssueComment, 'mayWrite'>;

/** A comment that we wrote ourselves, whoever's token it was: its first line is a mark of ours. */
export function isOurText(body: string): boolean {
  return body.startsWith('<!-- weighbridge');
}

/** Adds to each comment whether its author may write to the repository; each author is asked for once. */
export async function withRights(
  remarks: AsyncIterable<Remark>,
  mayWrite: (author: string) => Promise<boolean | undefined>,
): Promise<readonly IssueComment[]> {
  const known = new Map<string, boolean | undefined>();
  const all: IssueComment[] = [];
  for await (const remark of remarks) {
    if (!known.has(remark.author)) known.set(remark.author, await mayWrite(remark.author));
    all.push({ ...remark, mayWrite: known.get(remark.author) });
  }
  return all;
}
