import * as z from 'zod';
import { orHidden, orMissing } from '../http/failure.ts';
import { ownerOf } from '../owner.ts';
import { type GitlabClient, reading } from './client.ts';

const account = z.looseObject({ id: z.number(), username: z.string(), public_email: z.string().nullish() });
const member = z.looseObject({ id: z.number(), state: z.string() });
const group = z.looseObject({ id: z.number() });

/**
 * Whether `user` is what CODEOWNERS names. `@name` may be an account or a group. Only direct members count, as GitLab
 * itself counts them; roles (`@@developer`) are not judged.
 */
export async function isOwner(client: GitlabClient, user: string, text: string): Promise<boolean | undefined> {
  const owner = ownerOf(text);
  switch (owner.kind) {
    case 'name':
      return owner.name.toLowerCase() === user.toLowerCase() || (await isMember(client, user, owner.name));
    case 'team':
      return isMember(client, user, `${owner.group}/${owner.team}`);
    case 'email':
      return hasEmail(client, user, owner.email);
    case 'unknown':
      return undefined;
  }
}

async function isMember(client: GitlabClient, user: string, path: string): Promise<boolean | undefined> {
  const { rest, ofInstance } = client;
  const id = (await findAccount(client, user))?.id;
  if (id === undefined) return undefined;
  const route = `/groups/${encodeURIComponent(path)}`;
  const found = await orHidden(orMissing(rest.json(member, ofInstance(`${route}/members/${id}`, reading))));
  if (found !== undefined) return found.state === 'active';
  // 404 is "no member" only if the group can be seen at all.
  const visible = await orHidden(orMissing(rest.json(group, ofInstance(route, reading))));
  return visible === undefined ? undefined : false;
}

/** GitLab confirms an address before it can be public. An account that shows none cannot be judged. */
async function hasEmail(client: GitlabClient, user: string, email: string): Promise<boolean | undefined> {
  const { rest, ofInstance } = client;
  const id = (await findAccount(client, user))?.id;
  if (id === undefined) return undefined;
  const found = await orHidden(orMissing(rest.json(account, ofInstance(`/users/${id}`, reading))));
  return found?.public_email?.toLowerCase() === email.toLowerCase() ? true : undefined;
}

async function findAccount(
  { rest, ofInstance }: GitlabClient,
  username: string,
): Promise<z.output<typeof account> | undefined> {
  const list = await orHidden(orMissing(rest.json(account.array(), ofInstance('/users', reading, { username }))));
  return list?.find((item) => item.username.toLowerCase() === username.toLowerCase());
}
