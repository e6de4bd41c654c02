import type { Note } from '@weighbridge/core';

/** A comment, and who wrote it, as an adapter reads it. */
export interface Authored {
  readonly note: Note;
  readonly author: { readonly id: number; readonly login: string } | undefined;
}

/**
 * The first comment that starts with our mark and that is ours. Anyone can write the mark: the author must be a bot, or
 * the token's own user, who is asked for only when a marked note makes it necessary.
 */
export async function findOurs(
  comments: AsyncIterable<Authored>,
  mark: string,
  isOurs: (author: NonNullable<Authored['author']>) => Promise<boolean>,
): Promise<Note | undefined> {
  for await (const { note, author } of comments) {
    if (author !== undefined && note.body.startsWith(mark) && (await isOurs(author))) return note;
  }
  return undefined;
}

/** Runs `work` at most once and remembers its answer. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= work();
    return answer;
  };
}

/** An id that no comment has: editing it writes nothing and shows whether the token may write. */
export const impossibleId = Number.MAX_SAFE_INTEGER;
