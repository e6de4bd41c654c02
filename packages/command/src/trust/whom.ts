import { type AttestPolicy, evidenceErrors, type Trust } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { repositoryFileAt, repositoryPath } from '../step/base-policy.ts';
import { trustedBranch } from './trusted-commit.ts';

/** A policy that names signers; `api` asks the forge instead. */
export type SignedPolicy = Exclude<AttestPolicy, { by: 'api' }>;

/**
 * Whose signatures the policy believes: its keys as they stand at `commit`, or its workflow on the default branch of this
 * repository. Throws UserError WB6204 for a key that is not there, WB6206 where nobody can say which workflow it is.
 */
export async function trustOf(policy: SignedPolicy, context: Context, commit: string): Promise<Trust> {
  if (policy.by === 'sigstore') return workflowOf(policy, context);
  const keys = await Promise.all(policy.keys.map((path) => keyAt(path, context, commit)));
  return { by: 'key', keys };
}

async function keyAt(path: string, context: Context, commit: string): Promise<string> {
  const text = await repositoryFileAt(context, commit, repositoryPath(context, path));
  if (text === undefined) throw evidenceErrors.noPublicKey({ path, commit: commit.slice(0, 7) });
  if (!text.includes('-----BEGIN PUBLIC KEY-----')) throw evidenceErrors.badPublicKey({ what: path });
  return text;
}

const githubIssuer = 'https://token.actions.githubusercontent.com';

/**
 * The name that Fulcio writes into certificates: on GitHub the workflow's file, on GitLab the pipeline's, with the branch
 * that it was read from.
 */
function workflowOf(policy: Extract<AttestPolicy, { by: 'sigstore' }>, context: Context): Trust {
  const { forge, serverUrl, repository } = context.runner;
  const file = policy.workflow;
  if (!serverUrl || !repository || forge === 'local') throw evidenceErrors.noWorkflow({ forge });
  const server = serverUrl.replace(/\/+$/u, '');
  const ref = `@refs/heads/${trustedBranch(context)}`;
  if (forge === 'gitlab') {
    const issuer = policy.issuer ?? server;
    return { by: 'sigstore', issuer, identity: `${server}/${repository}//${file}${ref}` };
  }
  const path = file.includes('/') ? file : `.${forge}/workflows/${file}`;
  return { by: 'sigstore', issuer: issuerOf(policy, server), identity: `${server}/${repository}/${path}${ref}` };
}

/** GitHub's own server has an issuer of its own name; an enterprise's is below its server. */
function issuerOf({ issuer }: Extract<AttestPolicy, { by: 'sigstore' }>, server: string): string {
  return issuer ?? (server === 'https://github.com' ? githubIssuer : `${server}/_services/token`);
}
