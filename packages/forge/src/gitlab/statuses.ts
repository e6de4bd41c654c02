import type { Status, Statuses } from '@weighbridge/core';
import { isStatus, refused } from '../http/failure.ts';
import { cut } from '../text.ts';
import { type GitlabClient, known, needsUserToken, writing } from './client.ts';

/** The most characters that GitLab takes as a status' description. */
const longestDescription = 255;

const states = { success: 'success', failure: 'failed', error: 'failed', pending: 'pending' } as const satisfies Record<
  Status['state'],
  string
>;

export function gitlabStatuses(client: GitlabClient): Statuses {
  return {
    set: async (commit, { context, state, description, url }) => {
      const link = url === undefined ? {} : { target_url: url };
      const body = { state: states[state], name: context, description: cut(description, longestDescription), ...link };
      const question = client.about('POST', `/statuses/${commit}`, writing, { body });
      needsUserToken(client, question);
      try {
        await client.rest.ask(question);
      } catch (error) {
        // Said again as it stands already, for example pending over pending.
        if (isStatus(error, 400) && /cannot transition status/i.test(error.detail)) return;
        if (!isStatus(error, 404)) throw error;
        await known(client, Promise.reject(error));
        throw refused(question, 404);
      }
    },
  };
}
