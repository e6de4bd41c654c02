import { ServiceError } from '@weighbridge/core';
import * as z from 'zod';
import { checkFence } from '../fence.ts';

/** A document that outlives the job: HAProxy has no place for the names of versions. The shell keeps it on the ledger's branch. */
export interface ServingMemory {
  /** Undefined when nothing was written yet. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

const remembered = z.strictObject({
  version: z.literal(1),
  /** The largest fencing number so far. */
  fence: z.number().int().nonnegative(),
  /** Name of the version on each server. */
  versions: z.record(z.string(), z.string()),
  /** The server of the candidate while it is being rolled out; `ready` once it answered there. */
  canary: z.strictObject({ server: z.string(), version: z.string(), model: z.string(), ready: z.boolean() }).optional(),
});
export type Remembered = z.output<typeof remembered>;

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

export async function keep(memory: ServingMemory, value: Remembered): Promise<Remembered> {
  await memory.write(`${JSON.stringify(value, null, 2)}\n`);
  return value;
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
