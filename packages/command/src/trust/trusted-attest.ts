import { type AttestPolicy, UserError } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { repositoryFileAt, repositoryPath } from '../step/base-policy.ts';

/** Whom a policy believes, or why nobody can say. */
export type AttestAt = AttestPolicy | { readonly unreadable: string };

/**
 * Whom the policy believes as a commit has it. Where it has none the forge is asked, as any policy does that says nothing;
 * one that cannot be read believes nobody, for what it asked for is not known. Throws ServiceError when it could not be looked at.
 */
export async function attestAt(policyFile: string, commit: string, context: Context): Promise<AttestAt> {
  const text = await repositoryFileAt(context, commit, repositoryPath(context, policyFile));
  if (text === undefined) return { by: 'api' };
  try {
    return readPolicy(text, policyFile).attest;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const where = `${policyFile} at ${commit.slice(0, 7)}`;
    return { unreadable: `${where} says whom to believe, and cannot be read (${error.code})` };
  }
}
