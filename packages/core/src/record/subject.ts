import * as z from 'zod';
import { digest } from './evaluation.ts';

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/** Which change, which commits, where it ran. */
export const subject = z.strictObject({
  model: z.string(),
  /** Digest over everything that goes into the model; survives squash and rebase. */
  key: digest.optional(),
  /** The change's own commit; statuses and notes go to it. */
  head: commit.optional(),
  /** What the job has in its working tree; a test merge on pull requests. */
  checkedOut: commit.optional(),
  baseTip: commit.optional(),
  mergeBase: commit.optional(),
  ref: z.string().optional(),
  change: z
    .strictObject({ number: z.number().int().positive(), fork: z.boolean(), url: z.string().optional() })
    .optional(),
  forge: z.enum(['github', 'gitea', 'gitlab', 'local']),
  repository: z.string().optional(),
  run: z
    .strictObject({
      id: z.string(),
      attempt: z.number().int().positive(),
      job: z.string(),
      url: z.string().optional(),
      startedAt: z.string().optional(),
    })
    .optional(),
  weighbridge: z.string(),
});
export type Subject = z.output<typeof subject>;
