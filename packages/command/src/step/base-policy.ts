import { join, relative, sep } from 'node:path';
import { type ModelPolicy, type PolicyAt, type Runner, ServiceError, UserError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { sha256 } from '../workspace/bytes.ts';
import type { Weighing } from './weighing.ts';

/** A path of the policy as git knows it: the policy may stand in a folder of a larger repository. */
export function repositoryPath({ repository, root }: Context, path: string): string {
  const top = repository?.root ?? root;
  return relative(top, join(root, path)).split(sep).join('/');
}

/** The model with its paths as git knows them. */
export function modelInRepository(context: Context, model: ModelPolicy): ModelPolicy {
  const path = (own: string): string => repositoryPath(context, own);
  const { data, train, evaluate } = model;
  const { params, outputs } = train;
  return {
    ...model,
    data: Object.fromEntries(
      Object.entries(data).map(([name, set]) => {
        const schema = set.schema === undefined ? {} : { schema: path(set.schema) };
        return [name, { ...set, ...schema, path: path(set.path) }];
      }),
    ),
    train: {
      ...train,
      ...(params === undefined ? {} : { params: path(params) }),
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, path(output)])),
    },
    evaluate: { ...evaluate, metrics: evaluate.metrics.map((metric) => ({ ...metric, file: path(metric.file) })) },
  };
}

/** Text of one of the policy's files at a commit; undefined when it is not there. */
function fileAtBase(context: Context, commit: string, path: string): Promise<string | undefined> {
  return repositoryFileAt(context, commit, repositoryPath(context, path));
}

/** Text of a file of the repository at a commit: from the clone, else from the forge; undefined when it is not there. */
export async function repositoryFileAt(context: Context, commit: string, path: string): Promise<string | undefined> {
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

/** What is on the default branch was let through there: the policy in it is the policy. */
export function isMerged({ occasion }: Runner): boolean {
  return occasion.kind === 'push' && occasion.isDefault;
}

/**
 * The policy as the base commit has it, when it differs from the one here. A base policy that cannot be parsed by this
 * version judges nothing; the change is then judged by its own, and the log says so.
 */
export async function basePolicy(
  weighing: Weighing,
  commit: string | undefined = weighing.record.subject.mergeBase,
): Promise<PolicyAt | undefined> {
  const { context, policyFile, model, policyDigest } = weighing;
  if (commit === undefined || isMerged(context.runner)) return undefined;
  const text = await fileAtBase(context, commit, policyFile);
  // No policy there means that nothing was limited yet: each drop and rise of this change's policy is a new one.
  if (text === undefined) return { policy: weighing.policy, model: undefined, digest: sha256('') };
  if (sha256(text) === policyDigest) return undefined;
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
