import { PermissionError, ServiceError, UserError } from '@weighbridge/core';
import * as z from 'zod';
import { checkFence } from '../fence.ts';

/** A document that outlives the job: HAProxy has no place for the names of versions. The shell keeps it on the ledger's branch. */
export interface ServingMemory {
  /** Undefined when nothing was written yet. */
  read(): Promise<string | undefined>;
  /** Rejects when the text was not kept, also because somebody else wrote since it was read. */
  write(text: string): Promise<void>;
}

const remembered = z.strictObject({
  version: z.literal(1),
  /** The largest fencing number so far. */
  fence: z.number().int().nonnegative(),
  /** Name of the version on each server. */
  versions: z.record(z.string(), z.string()),
  /**
   * The server of the candidate while it is being rolled out; `ready` once it answered there, with the fencing number of the
   * call that started it.
   */
  canary: z
    .strictObject({
      server: z.string(),
      version: z.string(),
      model: z.string(),
      ready: z.boolean(),
      fence: z.number().int().nonnegative().optional(),
    })
    .optional(),
});
export type Remembered = z.output<typeof remembered>;

/** Whether a start by one of the calls so far has ended well: a word without a number, or with a later one, is nobody's. */
export function isReady({ canary, fence }: Remembered): boolean {
  return canary?.ready === true && canary.fence !== undefined && canary.fence <= fence;
}

/** What was kept; nothing yet is as good as an empty one. ServiceError WB6174 for something else. */
export async function recall(memory: ServingMemory): Promise<Remembered> {
  const text = await memory.read();
  if (text === undefined) return { version: 1, fence: 0, versions: {} };
  const found = remembered.safeParse(jsonOf(text));
  if (found.success) return found.data;
  throw new ServiceError('WB6174', 'What was kept of the servers of HAProxy is broken; delete it to begin anew.', {
    cause: found.error,
  });
}

/**
 * Writes it down. ServiceError WB6103 when that failed: somebody else may have written, and whoever cannot remember what it
 * does must not go on. What the user has to change (UserError, PermissionError) is thrown as it is.
 */
export async function keep(memory: ServingMemory, value: Remembered): Promise<Remembered> {
  try {
    await memory.write(`${JSON.stringify(value, null, 2)}\n`);
  } catch (error) {
    if (error instanceof UserError || error instanceof PermissionError) throw error;
    throw notKept(error);
  }
  return value;
}

function notKept(cause: unknown): ServiceError {
  if (cause instanceof ServiceError && cause.code === 'WB6103') return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  const text = `The memory of the servers of HAProxy could not be written, so this rollout job must stop: ${why}`;
  return new ServiceError('WB6103', text, { cause });
}

/** Lets a call in only if nobody with a larger number was here, and remembers its number before it changes anything. */
export async function enter(memory: ServingMemory, fence: number): Promise<Remembered> {
  const before = await recall(memory);
  checkFence(fence, before.fence);
  return fence > before.fence ? keep(memory, { ...before, fence }) : before;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
