import * as z from 'zod';

/** What says whose checkpoint lies beside it. */
export const stateFile = 'checkpoint.json';
/** The checkpoint folder as one file. */
export const checkpointFile = 'checkpoint.tar.gz';

const state = z.strictObject({ key: z.string(), leg: z.number().int().positive(), digest: z.string().optional() });
export type CheckpointState = z.output<typeof state>;

/** A state file's content; undefined when there is none or it is not one. */
export function parseState(text: string | undefined): CheckpointState | undefined {
  if (text === undefined) return undefined;
  try {
    return state.safeParse(JSON.parse(text)).data;
  } catch {
    // Half a file of a killed job names no training.
    return undefined;
  }
}
