import { forgeErrors } from '@weighbridge/core';
import * as z from 'zod';

const repository = z.looseObject({ full_name: z.string(), default_branch: z.string().optional() });
const branch = z.looseObject({ sha: z.string(), ref: z.string(), repo: repository.nullish() });

/** The parts that we read of the payloads that GitHub and Gitea write; the rest is ignored. */
const payload = z.looseObject({
  repository: repository.optional(),
  pull_request: z.looseObject({ number: z.number().int().positive(), head: branch, base: branch }).optional(),
  merge_group: z
    .looseObject({ head_sha: z.string(), head_ref: z.string(), base_sha: z.string(), base_ref: z.string() })
    .optional(),
  before: z.string().optional(),
  forced: z.boolean().optional(),
  deleted: z.boolean().optional(),
});
export type Payload = z.output<typeof payload>;

/** Parses an event payload. Throws UserError WB5007 when it is not what the runner writes. */
export function parsePayload(event: string, value: unknown): Payload {
  const result = payload.safeParse(value ?? {});
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the file' : issue.path.join('.');
  throw forgeErrors.eventIncomplete({ event, problem: `${where}: ${issue?.message ?? 'unreadable'}` });
}
