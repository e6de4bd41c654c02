import { fakeGithub, fakeGitlab, fakeTrial, standardState, tokens } from '@weighbridge/testing';
import { type ForgeTrial, forgeContract } from '@weighbridge/testing/forge-contract';
import { githubForge } from './github/forge.ts';
import { gitlabForge } from './gitlab/forge.ts';

const network = { timeoutMs: 10_000, pauseMs: 1 };

forgeContract('github', async () => {
  const standard = standardState();
  const server = await fakeGithub(standard.state);
  const serverUrl = 'https://github.example';
  return fakeTrial({
    standard,
    server,
    connect: (token, repository) => githubForge({ token, apiUrl: server.url, serverUrl, repository, network }),
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

async function gitlabTrial(token: string): Promise<ForgeTrial> {
  const standard = standardState();
  const server = await fakeGitlab(standard.state, { folder: '/gitlab' });
  const apiUrl = `${server.url}/gitlab/api/v4`;
  const needed = 'api scope, Developer role';
  return fakeTrial({
    standard,
    server,
    token,
    connect: (value, repository) =>
      gitlabForge({
        token: { value, kind: standard.state.tokens.get(value)?.kind ?? 'user' },
        apiUrl,
        serverUrl: 'https://gitlab.example/gitlab',
        repository,
        network,
      }),
    needs: {
      notes: needed,
      statuses: needed,
      releases: needed,
      deployments: needed,
      issues: needed,
      workflows: needed,
      openChange: needed,
    },
    workflowFiles: false,
    failure: 'failed',
    states: { in_progress: 'running', success: 'success', failure: 'failed', inactive: 'canceled' },
  });
}

forgeContract('gitlab in a folder', () => gitlabTrial(tokens.user));
forgeContract("gitlab with a job's token", () => gitlabTrial(tokens.job), ['merged', 'releases', 'deployments']);
