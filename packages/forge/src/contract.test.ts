import { fakeGithub, fakeGitlab, fakeTrial, standardState, tokens } from '@weighbridge/testing';
import { forgeContract } from '@weighbridge/testing/forge-contract';
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
    needs: { notes: 'pull-requests: write', statuses: 'statuses: write' },
    failure: 'failure',
  });
});

forgeContract('gitlab in a folder', async () => {
  const standard = standardState();
  const server = await fakeGitlab(standard.state, { folder: '/gitlab' });
  const apiUrl = `${server.url}/gitlab/api/v4`;
  return fakeTrial({
    standard,
    server,
    connect: (value, repository) =>
      gitlabForge({
        token: { value, kind: value === tokens.readOnly ? 'job' : 'user' },
        apiUrl,
        serverUrl: 'https://gitlab.example/gitlab',
        repository,
        network,
      }),
    needs: { notes: 'api scope, Developer role', statuses: 'api scope, Developer role' },
    failure: 'failed',
  });
});
