import { join } from 'node:path';
import { digest, ServiceError } from '@weighbridge/core';
import * as z from 'zod';
import { textIfThere, writeWhole } from '../atomic.ts';

const port = z.number().int().min(1).max(65_535);

/** One start of a server; the proxy reads `id`, `version` and `port`. */
const server = z.strictObject({
  /** Name of the start: who became of it lies in `run/<id>`. */
  id: z.string(),
  version: z.string(),
  /** Digest of the model's bytes. */
  model: digest,
  /** Absolute path of our copy of the bytes. */
  path: z.string(),
  port,
  /** As the policy said when it was started first, so that a later one does not change what serves. */
  run: z.union([z.string(), z.array(z.string())]),
  ready: z.string(),
});
export type ServerState = z.output<typeof server>;

const processState = z.strictObject({
  version: z.literal(1),
  /** Grows with every change, so that the proxy can say what it knows. */
  revision: z.number().int().nonnegative(),
  /** Largest fencing number so far. */
  fence: z.number().int().nonnegative(),
  stable: server.optional(),
  canary: server.optional(),
  /** Percent of the traffic that the canary gets. */
  weight: z.number().min(0).max(100),
  /** Percent of the stable side's requests that are copied to the canary. */
  mirror: z.number().min(0).max(100),
  /** Servers without traffic that are still to be stopped. */
  leaving: z.array(server),
  proxy: z.strictObject({ id: z.string(), port, adminPort: port }).optional(),
});
/** `state.json`: what serves, written before it is done, so that whoever comes after a kill can go on. */
export type ProcessState = z.output<typeof processState>;

const nothing: ProcessState = { version: 1, revision: 0, fence: 0, weight: 0, mirror: 0, leaving: [] };

const file = (folder: string): string => join(folder, 'state.json');

/** What the folder says; nothing serves where there is no file. Throws ServiceError WB6111 for one that is not ours. */
export function readState(folder: string): ProcessState {
  const text = textIfThere(file(folder));
  if (text === undefined) return nothing;
  try {
    return processState.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(folder, cause);
  }
}

function unreadable(folder: string, cause: unknown): ServiceError {
  const problem = `${file(folder)} cannot be read; stop its servers and delete the folder`;
  return new ServiceError('WB6111', problem, { cause });
}

/** Writes the next state; gives it with its revision. */
export async function writeState(folder: string, next: ProcessState): Promise<ProcessState> {
  const state = processState.parse({ ...next, revision: next.revision + 1 });
  await writeWhole(file(folder), `${JSON.stringify(state, undefined, 2)}\n`);
  return state;
}
