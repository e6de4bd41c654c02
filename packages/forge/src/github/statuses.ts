import type { Statuses } from '@weighbridge/core';
import { isStatus, refused } from '../http/failure.ts';
import { cut } from '../text.ts';
import { type GithubClient, githubCall } from './client.ts';

const needs = 'statuses: write';

/** The most characters that GitHub takes as a status' description. */
const longestDescription = 140;

export function githubStatuses({ octokit, target, ask }: GithubClient): Statuses {
  return {
    set: async (commit, { context, state, description, url }) => {
      const link = url === undefined ? {} : { target_url: url };
      const status = { context, state, description: cut(description, longestDescription), ...link };
      try {
        await ask(needs, () => octokit.rest.repos.createCommitStatus({ ...target, sha: commit, ...status }));
      } catch (error) {
        // A commit that is not there is 422; 404 hides the missing permission.
        throw isStatus(error, 404) ? refused(githubCall('POST', `/statuses/${commit}`, needs), 404) : error;
      }
    },
  };
}
