import { codeownersPaths, type Override, overrideOf, ownersOf, PermissionError } from '@weighbridge/core';
import { repositoryFileAt, repositoryPath } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/** Who may let a looser policy through, and whether one of them has. */
export interface Approvals {
  readonly owners: readonly string[];
  readonly override?: Override | undefined;
}

/** Reads the owners of the policy file at the base commit, and the change's approving reviews of this very head. */
export async function readApprovals(weighing: Weighing): Promise<Approvals> {
  const { context, policyFile, record } = weighing;
  const owners = await ownersAtBase(weighing);
  const { change, head } = record.subject;
  const { changes } = context.forge;
  if (!change || !changes || head === undefined || owners.length === 0) return { owners };
  try {
    const approvals = await changes.approvals(change.number);
    const known = new Map<string, boolean | undefined>();
    for (const { user } of approvals) {
      for (const owner of owners) known.set(`${user}\n${owner}`, await changes.isOwner(user, owner));
    }
    const isOwner = (user: string, owner: string) => known.get(`${user}\n${owner}`);
    return { owners, override: overrideOf(approvals, { file: policyFile, owners, head }, isOwner) };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    context.log.warn(`Approvals of this change could not be read: ${error.message}.`);
    return { owners };
  }
}

/** A change must not appoint its own approvers, so CODEOWNERS is the base commit's. */
async function ownersAtBase({ context, policyFile, record }: Weighing): Promise<readonly string[]> {
  const { mergeBase } = record.subject;
  if (mergeBase === undefined) return [];
  const { kind } = context.forge;
  const syntax = kind === 'local' ? 'github' : kind;
  for (const path of codeownersPaths[syntax]) {
    const text = await repositoryFileAt(context, mergeBase, path);
    if (text !== undefined) return ownersOf(text, repositoryPath(context, policyFile), syntax);
  }
  return [];
}
