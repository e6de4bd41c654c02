import { orHidden, orMissing } from '../http/failure.ts';
import { ownerOf } from '../owner.ts';
import type { GithubClient } from './client.ts';

/** Whether `user` is what CODEOWNERS names: the account, a member of the team, or the holder of the public e-mail. */
export async function isOwner(client: GithubClient, user: string, text: string): Promise<boolean | undefined> {
  const owner = ownerOf(text);
  switch (owner.kind) {
    case 'name':
      return owner.name.toLowerCase() === user.toLowerCase();
    case 'team':
      return isMember(client, user, owner.group, owner.team);
    case 'email':
      return hasEmail(client, user, owner.email);
    case 'unknown':
      return undefined;
  }
}

/** 404 means "no member" only if the team itself can be seen; a job's own token sees no team. */
async function isMember(
  client: GithubClient,
  username: string,
  org: string,
  team: string,
): Promise<boolean | undefined> {
  const { octokit, ask } = client;
  const place = { org, team_slug: team };
  const needs = 'members: read of the organisation';
  const membership = await orHidden(
    orMissing(ask(needs, () => octokit.rest.teams.getMembershipForUserInOrg({ ...place, username }))),
  );
  if (membership !== undefined) return membership.data.state === 'active';
  const visible = await orHidden(orMissing(ask(needs, () => octokit.rest.teams.getByName(place))));
  return visible === undefined ? undefined : false;
}

/** GitHub lets only verified addresses be public. An account that shows none cannot be judged. */
async function hasEmail({ octokit, ask }: GithubClient, username: string, email: string): Promise<boolean | undefined> {
  const account = await orHidden(
    orMissing(ask('metadata: read', () => octokit.rest.users.getByUsername({ username }))),
  );
  return account?.data.email?.toLowerCase() === email.toLowerCase() ? true : undefined;
}
