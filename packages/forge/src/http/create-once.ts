import { ServiceError } from '@weighbridge/core';
import { limitedCode } from './failure.ts';

/**
 * Creates a thing even when the answer to the first try is lost, and never twice: after a failure of the service it looks
 * for what may be there by now, and only then tries once more.
 */
export async function createOnce<T>(create: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
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
