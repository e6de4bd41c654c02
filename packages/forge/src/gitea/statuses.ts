import type { Statuses } from '@weighbridge/core';
import { isStatus, refused } from '../http/failure.ts';
import type { GiteaClient } from './client.ts';

/** Gitea counts statuses among the code: there is no permission of their own. */
const needs = 'contents: write';

export function giteaStatuses({ rest, about }: GiteaClient): Statuses {
  return {
    set: async (commit, { context, state, description, url }) => {
      const body = { context, state, description, ...(url === undefined ? {} : { target_url: url }) };
      const question = about('POST', `/statuses/${commit}`, needs, { body });
      try {
        await rest.ask(question);
      } catch (error) {
        throw isStatus(error, 404) ? refused(question, 404) : error;
      }
    },
  };
}
