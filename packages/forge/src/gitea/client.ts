import { forgeErrors } from '@weighbridge/core';
import * as z from 'zod';
import { isStatus, repositoryNotFound } from '../http/failure.ts';
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

/** The answer; undefined when the repository can be read and the thing is not in it. */
export async function known<T>(client: GiteaClient, answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    // 409 is an empty repository, 422 a commit id that is none.
    if (!isStatus(error, 404, 409, 422)) throw error;
    await confirmRepository(client);
    return undefined;
  }
}

/** Gitea answers 404 for what a token may not see. Throws UserError WB5001 when that is the whole repository. */
export async function confirmRepository({ rest, about }: GiteaClient): Promise<void> {
  try {
    await rest.json(z.looseObject({ full_name: z.string() }), about('GET', '', 'contents: read'));
  } catch (error) {
    throw isStatus(error, 404) ? repositoryNotFound(rest.service) : error;
  }
}
