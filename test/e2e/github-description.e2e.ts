import { githubForge } from '@weighbridge/forge/github';
import { fakeGithub, fakeTrial, standardState, tokens } from '@weighbridge/testing';
import { forgeContract } from '@weighbridge/testing/forge-contract';
import { githubValidator } from '@weighbridge/testing/github-validator';
import { describe, expect, test } from 'vitest';

/** Every request that the adapter makes is allowed by GitHub's own OpenAPI description: its path, parameters and body. */
forgeContract('github, each request checked against its description', async () => {
  const standard = standardState();
  const server = await fakeGithub(standard.state, { validator: githubValidator });
  const serverUrl = 'https://github.example';
  return fakeTrial({
    standard,
    server,
    connect: (token, repository) =>
      githubForge({ token, apiUrl: server.url, serverUrl, repository, network: { pauseMs: 1 } }),
    needs: {
      notes: 'pull-requests: write',
      statuses: 'statuses: write',
      releases: 'contents: write',
      deployments: 'deployments: write',
      issues: 'issues: write',
      workflows: 'actions: write',
      openChange: 'pull-requests: write',
    },
    failure: 'failure',
    states: { in_progress: 'in_progress', success: 'success', failure: 'failure', inactive: 'inactive' },
  });
});

describe('the check itself refuses what GitHub does not know', () => {
  const comments = 'issues/5/comments';
  test.each<[string, string, string, unknown, string]>([
    ['a missing field', 'POST', comments, { text: 'x' }, 'must have required property'],
    ['a field of another type', 'POST', comments, { body: 5 }, 'must be string'],
    ['a field that is not there', 'POST', comments, { body: 'x', colour: 'red' }, 'colour is unknown'],
    ['a word that is not in the list', 'POST', `statuses/${'a'.repeat(40)}`, { state: 'great' }, 'allowed values'],
    ['a query that is not there', 'GET', `${comments}?limit=50`, undefined, 'limit is unknown'],
    ['a path of another type', 'GET', 'issues/five/comments', undefined, 'must be integer'],
  ])('%s', async (_name, method, path, body, problem) => {
    await using server = await fakeGithub(standardState().state, { validator: githubValidator });
    const response = await fetch(`${server.url}/repos/acme/models/${path}`, {
      method,
      headers: { authorization: `token ${tokens.user}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(server.violations.join()).toContain(problem);
  });
});
