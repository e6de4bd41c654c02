import type { IssueComment } from '@weighbridge/core';

/** `@ada 2026-11-02T09:00:00Z`: begins a comment. */
const heading = /^@(\S+) (\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))[ \t]*$/;

/**
 * Comments that people wrote below an issue, each under a line `@name time`. Lines before the first of those are one comment
 * of the file's owner, made when the file was last written: `echo '/ignore 7d' > 1.comments.md` is enough. Who may write
 * this folder may write the repository.
 */
export function readComments(text: string, owner: string, writtenAt: string): readonly IssueComment[] {
  const comments: { author: string; at: string; lines: string[] }[] = [{ author: owner, at: writtenAt, lines: [] }];
  for (const line of text.split(/\r?\n/)) {
    const [, author, at] = heading.exec(line) ?? [];
    if (author && at && !Number.isNaN(Date.parse(at)))
      comments.push({ author, at: new Date(at).toISOString(), lines: [] });
    else comments.at(-1)?.lines.push(line);
  }
  return comments
    .map(({ author, at, lines }) => ({ author, at, body: lines.join('\n').trim(), mayWrite: true }))
    .filter(({ body }) => body !== '')
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}
