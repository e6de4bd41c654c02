import { type PolicyAt, ServiceError, UserError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { sha256 } from '../workspace/bytes.ts';
import type { Weighing } from './weighing.ts';

/** Text of a file at the base commit: from the clone, else from the forge; undefined when it is not there. */
export async function fileAtBase(context: Context, commit: string, path: string): Promise<string | undefined> {
  const { repository, forge } = context;
  if (await repository?.has(commit)) {
    const bytes = await repository?.file(commit, path);
    return bytes && new TextDecoder().decode(bytes);
  }
  if (forge.refs) return forge.refs.file(path, commit);
  throw new ServiceError(
    'WB4007',
    `Commit ${commit.slice(0, 7)} is not in this clone, and no forge could be asked for ${path}. Fetch it, or give the job a token.`,
  );
}

/**
 * The policy as the base commit has it, when it differs from the one here. A base policy that cannot be parsed by this
 * version judges nothing; the change is then judged by its own, and the log says so.
 */
export async function basePolicy(weighing: Weighing): Promise<PolicyAt | undefined> {
  const { context, policyFile, model, record, policyDigest } = weighing;
  const commit = record.subject.mergeBase;
  if (commit === undefined) return undefined;
  const text = await fileAtBase(context, commit, policyFile);
  if (text === undefined || sha256(text) === policyDigest) return undefined;
  try {
    const policy = readPolicy(text, policyFile);
    return {
      policy,
      model: Object.hasOwn(policy.models, model.name) ? policy.models[model.name] : undefined,
      digest: sha256(text),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    context.log.warn(
      `The policy at ${commit.slice(0, 7)} cannot be read (${error.code}); this change is judged by its own policy only.`,
    );
    return undefined;
  }
}
