import { type Change, forgeErrors, type NewChange, PermissionError } from '@weighbridge/core';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import { changeOf, confirmRepository } from './changes.ts';
import { type GithubClient, githubCall, isRequestFailure } from './client.ts';

const needs = 'pull-requests: write';
/** The setting without which GitHub refuses the job's own token, whatever its permissions. */
const setting = '"Allow GitHub Actions to create and approve pull requests" (Settings → Actions → General)';

/** The open pull request of these branches, or a new one. */
export async function openGithubChange(client: GithubClient, change: NewChange): Promise<Change> {
  const find = (): Promise<Change | undefined> => openOne(client, change);
  return (await find()) ?? createOnce(() => post(client, change, find), find);
}

async function openOne(client: GithubClient, { headRef, baseRef }: NewChange): Promise<Change | undefined> {
  const { octokit, target, ask } = client;
  const query = { ...target, state: 'open', head: `${target.owner}:${headRef}`, base: baseRef } as const;
  try {
    const { data } = await ask('pull-requests: read', () => octokit.rest.pulls.list(query));
    return data[0] && changeOf(data[0]);
  } catch (error) {
    if (isStatus(error, 404)) await confirmRepository(client);
    throw error;
  }
}

async function post(
  client: GithubClient,
  { headRef: head, baseRef: base, title, body }: NewChange,
  find: () => Promise<Change | undefined>,
): Promise<Change> {
  const { octokit, target, ask } = client;
  const create = () => octokit.rest.pulls.create({ ...target, head, base, title, body, request: { retries: 0 } });
  try {
    return changeOf((await ask(needs, () => create().catch(namingSetting))).data);
  } catch (error) {
    if (isStatus(error, 404)) {
      await confirmRepository(client);
      throw refused(githubCall('POST', '/pulls', needs), 404);
    }
    if (!isStatus(error, 422)) throw error;
    const there = /already exists/i.test(error.detail) ? await find() : undefined;
    if (there !== undefined) return there;
    throw forgeErrors.changeRefused({ word: 'pull request', head, base, reason: error.detail });
  }
}

function namingSetting(error: unknown): never {
  const isSetting = isRequestFailure(error) && error.status === 403 && /not permitted to create/i.test(error.message);
  throw isSetting ? new PermissionError(`${needs} and the setting ${setting}`, 'POST /pulls (HTTP 403)') : error;
}
