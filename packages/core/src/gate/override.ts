import type { Approval } from '../port/forge.ts';
import type { Override } from '../record/verdict.ts';

/** Whether a user belongs to a team or has an e-mail address that CODEOWNERS names; undefined when the token may not look. */
export type IsOwner = (user: string, owner: string) => boolean | undefined;

/** The file whose owners decide, who they are, and the commit that must be the approved one. */
export interface Ownership {
  readonly file: string;
  readonly owners: readonly string[];
  readonly head: string;
}

/**
 * The first approving review of this very head by an owner of the policy file; undefined when there is none. An
 * approval of an earlier commit does not count, an owner whom nobody can check does not count, and a file without
 * owners cannot be overridden.
 */
export function overrideOf(
  approvals: readonly Approval[],
  { file, owners, head }: Ownership,
  isOwner: IsOwner,
): Override | undefined {
  for (const { user, commit, at, url } of approvals) {
    if (commit !== head) continue;
    const owner = owners.find((each) => isSameUser(user, each) || isOwner(user, each) === true);
    if (owner === undefined) continue;
    const rule = `an owner of ${file} (${owner.replace(/^@+/, '')}) approved this head`;
    return { by: user, commit, rule, ...(at === undefined ? {} : { at }), ...(url === undefined ? {} : { url }) };
  }
  return undefined;
}

/** `@name` is one person, whatever its case; teams, groups and addresses have to be asked for. */
function isSameUser(user: string, owner: string): boolean {
  return /^@[^/@]+$/.test(owner) && owner.slice(1).toLowerCase() === user.toLowerCase();
}
