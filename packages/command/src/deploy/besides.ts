import { PermissionError, ServiceError } from '@weighbridge/core';
import type { Context } from '../command.ts';

/**
 * Does what only tells people about a rollout: the note, the forge's deployment, who approved. What the forge refuses or does not
 * answer costs the telling, never the traffic.
 */
export async function besides<T>({ log }: Context, what: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || !isOfTheForge(error)) throw error;
    log.warn(`${what}: ${error.message}`);
    return undefined;
  }
}

function isOfTheForge(error: Error): boolean {
  return error instanceof PermissionError || error instanceof ServiceError || error.name === 'HttpError';
}
