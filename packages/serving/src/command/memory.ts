import { join } from 'node:path';
import * as z from 'zod';
import { textIfThere, writeWhole } from '../atomic.ts';

const memory = z.strictObject({
  version: z.literal(1),
  /** Largest fencing number so far. */
  fence: z.number().int().nonnegative(),
  /** The stable version when the candidate was started. */
  stable: z.string().optional(),
  candidate: z.strictObject({ version: z.string(), model: z.string(), path: z.string() }).optional(),
  /** Set once the candidate was promoted: a system without the command `promote` goes on calling it the canary. */
  promoted: z.boolean().default(false),
});
/** What this machine remembers of a system that is driven by commands. */
export type Memory = z.output<typeof memory>;

const file = (folder: string): string => join(folder, 'command.json');

/** What was remembered; nothing on a machine that is new to it. */
export function readMemory(folder: string): Memory {
  const text = textIfThere(file(folder));
  return text === undefined ? { version: 1, fence: 0, promoted: false } : memory.parse(JSON.parse(text));
}

export async function writeMemory(folder: string, next: Memory): Promise<void> {
  await writeWhole(file(folder), `${JSON.stringify(memory.parse(next))}\n`);
}
