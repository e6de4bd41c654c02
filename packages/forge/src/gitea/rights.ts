import * as z from 'zod';
import { isStatus, orHidden, orMissing } from '../http/failure.ts';
import { once } from '../http/ownership.ts';
import type { GiteaClient } from './client.ts';

const permission = z.looseObject({ permission: z.string() });
const people = z.looseObject({ login: z.string() }).array();
const team = z.looseObject({
  id: z.number(),
  permission: z.string(),
  units_map: z.record(z.string(), z.string()).nullish(),
});
type Team = z.output<typeof team>;

const writing = new Set(['write', 'admin', 'owner']);
const needs = 'contents: read';

/**
 * Whether a person may write to the repository; undefined when this token cannot know. Gitea tells a person's permission only
 * to administrators of the repository, and leaves out what teams may do unit by unit. Everybody may see the assignees: all who
 * may write, and in organisations some who may only read. So who is not among them may not write; who is, may write where
 * the repository belongs to a person, or when a team of writers has them.
 */
export function giteaRights(client: GiteaClient): (author: string) => Promise<boolean | undefined> {
  const assignees = once(() => assigneesOf(client));
  const teams = once(() => writingTeams(client));
  const [owner = ''] = client.rest.service.repository.split('/');
  return async (author) => {
    const name = author.toLowerCase();
    if (name === owner.toLowerCase() || (await isWriter(client, author))) return true;
    const possible = await assignees();
    if (possible !== undefined && !possible.has(name)) return false;
    const groups = await teams();
    if (groups === 'none') return possible === undefined ? undefined : true;
    return (await isInOne(client, groups, author)) || undefined;
  };
}

async function isInOne(client: GiteaClient, groups: readonly Team[], author: string): Promise<boolean> {
  for (const { id } of groups) if (await isMember(client, id, author)) return true;
  return false;
}

async function isWriter({ rest, about }: GiteaClient, author: string): Promise<boolean> {
  const question = about('GET', `/collaborators/${encodeURIComponent(author)}/permission`, 'the Administrator role');
  const answer = await orHidden(orMissing(rest.json(permission, question)));
  return answer !== undefined && writing.has(answer.permission);
}

async function assigneesOf({ rest, about }: GiteaClient): Promise<ReadonlySet<string> | undefined> {
  const found = await orHidden(orMissing(rest.json(people, about('GET', '/assignees', needs))));
  return found && new Set(found.map(({ login }) => login.toLowerCase()));
}

/** Gitea answers 405 where the repository belongs to a person, who has no teams. */
async function writingTeams({ rest, about }: GiteaClient): Promise<readonly Team[] | 'none'> {
  try {
    const all = await orHidden(orMissing(rest.json(team.array(), about('GET', '/teams', needs))));
    return (all ?? []).filter(
      (item) => writing.has(item.permission) || writing.has(item.units_map?.['repo.code'] ?? ''),
    );
  } catch (error) {
    if (isStatus(error, 405)) return 'none';
    throw error;
  }
}

/** Only for who is in the team, or owns the organisation; to others it says no as well. */
async function isMember({ rest }: GiteaClient, id: number, author: string): Promise<boolean> {
  const path = `/teams/${id}/members/${encodeURIComponent(author)}`;
  const question = { method: 'GET', path, route: path, needs: 'the scope read:organization' };
  return (await orHidden(orMissing(rest.ask(question)))) !== undefined;
}
