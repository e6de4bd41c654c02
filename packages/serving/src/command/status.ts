import { ServiceError } from '@weighbridge/core';
import * as z from 'zod';

/** What the command `status` prints: one JSON object and nothing else. */
const hookStatus = z.strictObject({
  stable: z.string().min(1).nullish(),
  canary: z.string().min(1).nullish(),
  /** Percent of the traffic. */
  weight: z.number().min(0).max(100).default(0),
  /** Of the canary while there is one, else of the stable side. */
  healthy: z.boolean().optional(),
  /** Where the canary can be asked directly. */
  address: z.url({ protocol: /^https?$/ }).optional(),
});
export type HookStatus = z.output<typeof hookStatus>;

/** Reads what `status` printed. Throws ServiceError WB6106 that says what is wrong with it. */
export function readStatus(text: string): HookStatus {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw wrong(`it is not JSON: ${JSON.stringify(text.trim().slice(0, 200))}`, cause);
  }
  const read = hookStatus.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const at = issue?.path.join('.') ?? '';
  throw wrong(`${at === '' ? '' : `${at}: `}${issue?.message ?? 'unreadable'}`, read.error);
}

function wrong(problem: string, cause: unknown): ServiceError {
  return new ServiceError('WB6106', `What the command \`status\` printed cannot be used, ${problem}`, { cause });
}
