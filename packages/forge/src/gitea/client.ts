import { forgeErrors } from '@weighbridge/core';
import * as z from 'zod';
import { isStatus, refused, repositoryNotFound } from '../http/failure.ts';
import type { Service } from '../http/network.ts';
import { type Question, type RestClient, restClient } from '../http/rest.ts';

/** Gitea's API below one repository. */
export interface GiteaClient {
  readonly rest: RestClient;
  /** A question about the repository: `path` begins behind `/repos/owner/name`. */
  about(method: string, path: string, needs: string, more?: Partial<Question>): Question;
}

export function giteaClient(service: Service): GiteaClient {
  if (!/^[^/]+\/[^/]+$/.test(service.repository)) throw forgeErrors.repositoryName({ repository: service.repository });
  const headers = service.token === undefined ? {} : { authorization: `token ${service.token}` };
  return {
    rest: restClient(service, headers),
    about: (method, path, needs, more = {}) => ({
      method,
      path,
      needs,
      route: `/repos/${service.repository}${path}`,
      ...more,
    }),
  };
}

/** A list that every repository has: who may read it may read that part of the repository. */
export interface Part {
  readonly path: string;
  readonly needs: string;
}

export const parts = {
  code: { path: '', needs: 'contents: read' },
  pulls: { path: '/pulls', needs: 'pull-requests: read' },
  releases: { path: '/releases', needs: 'contents: read' },
  runs: { path: '/actions/runs', needs: 'actions: read' },
} satisfies Record<string, Part>;

/** The answer; undefined when that part of the repository can be read and the thing is not in it. */
export async function known<T>(
  client: GiteaClient,
  answer: Promise<T>,
  part: Part = parts.code,
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    // 409 is an empty repository, 422 a commit id that is none.
    if (!isStatus(error, 404, 409, 422)) throw error;
    await confirmReadable(client, part);
    return undefined;
  }
}

/**
 * Gitea answers 404 for what a token may not see, and a job's token sees only what its `permissions` name. Throws
 * PermissionError when that is this part, UserError WB5001 when it is the whole repository.
 */
export async function confirmReadable(client: GiteaClient, { path, needs }: Part): Promise<void> {
  if (path === '') return confirmRepository(client);
  const question = client.about('GET', path, needs, { query: { limit: 1 } });
  try {
    await client.rest.ask(question);
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmRepository(client);
    throw refused(question, 404);
  }
}

/** Gitea answers 404 for what a token may not see. Throws UserError WB5001 when that is the whole repository. */
async function confirmRepository({ rest, about }: GiteaClient): Promise<void> {
  try {
    await rest.json(z.looseObject({ full_name: z.string() }), about('GET', '', 'contents: read'));
  } catch (error) {
    throw isStatus(error, 404) ? repositoryNotFound(rest.service) : error;
  }
}
