import { type Note, ServiceError } from '@weighbridge/core';
import { limitedCode } from './failure.ts';

/**
 * Creates a note even when the answer to the first try is lost, and never twice: after a failure of the service it looks
 * for the note that may be there by now, and only then tries once more.
 */
export async function createOnce(create: () => Promise<Note>, find: () => Promise<Note | undefined>): Promise<Note> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === limitedCode) throw error;
    return (await find()) ?? (await create());
  }
}

/** The first line of a note's body: our mark. */
export function markOf(body: string): string {
  return body.split('\n', 1)[0] ?? '';
}
