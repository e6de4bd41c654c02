import { codeownersPaths, type Override, overrideOf, ownersOf, PermissionError } from '@weighbridge/core';
import { repositoryFileAt, repositoryPath } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/** Who may let looser rules through, and whether they have. */
export interface Approvals {
  readonly owners: readonly string[];
  /** The files that they own: the approval of one owner of each is needed. */
  readonly ownedFiles: readonly string[];
  readonly override?: Override | undefined;
}

/** One file with looser rules, and who decides on it. */
interface Owned {
  readonly file: string;
  readonly owners: readonly string[];
}

/**
 * Reads the owners of the files with looser rules at the base commit, and the change's approving reviews of this very
 * head. Each of the files needs the approval of an owner; where a schema has none, those of the policy decide.
 */
export async function readApprovals(weighing: Weighing, files: readonly string[]): Promise<Approvals> {
  const { context, record } = weighing;
  const owned = await ownersAtBase(weighing, files);
  const owners = [...new Set(owned.flatMap((each) => each.owners))];
  const nobody = { owners, ownedFiles: [...new Set(owned.map(({ file }) => file))] };
  const { change, head } = record.subject;
  const { changes } = context.forge;
  if (!change || !changes || head === undefined || owners.length === 0) return nobody;
  try {
    const approvals = await changes.approvals(change.number);
    const known = new Map<string, boolean | undefined>();
    for (const { user } of approvals) {
      for (const owner of owners) known.set(`${user}\n${owner}`, await changes.isOwner(user, owner));
    }
    const isOwner = (user: string, owner: string) => known.get(`${user}\n${owner}`);
    return { ...nobody, override: together(owned.map((each) => overrideOf(approvals, { ...each, head }, isOwner))) };
  } catch (error) {
    if (!(error instanceof PermissionError)) throw error;
    context.log.warn(`Approvals of this change could not be read: ${error.message}.`);
    return nobody;
  }
}

/** One override that says every file's rule; undefined where one of them is not approved. */
function together(overrides: readonly (Override | undefined)[]): Override | undefined {
  const given = overrides.filter((override) => override !== undefined);
  const [first] = given;
  if (first === undefined || given.length < overrides.length) return undefined;
  return { ...first, rule: [...new Set(given.map(({ rule }) => rule))].join(', and ') };
}

/** A change must not appoint its own approvers, so CODEOWNERS is the base commit's. */
async function ownersAtBase(
  { context, policyFile, record }: Weighing,
  files: readonly string[],
): Promise<readonly Owned[]> {
  const { mergeBase } = record.subject;
  const nobodys = files.map((file): Owned => ({ file, owners: [] }));
  if (mergeBase === undefined) return nobodys;
  const { kind } = context.forge;
  const syntax = kind === 'local' ? 'github' : kind;
  for (const path of codeownersPaths[syntax]) {
    const text = await repositoryFileAt(context, mergeBase, path);
    if (text === undefined) continue;
    const owned = (file: string): Owned => ({ file, owners: ownersOf(text, repositoryPath(context, file), syntax) });
    return files.map((file) => (owned(file).owners.length > 0 ? owned(file) : owned(policyFile)));
  }
  return nobodys;
}
