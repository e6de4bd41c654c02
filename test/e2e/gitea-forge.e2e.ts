import { giteaForge } from '@weighbridge/forge/gitea';
import { giteaTrial, startGitea } from '@weighbridge/testing';
import { forgeContract } from '@weighbridge/testing/forge-contract';
import { giteaStatic, toolPath } from './tools.ts';

/** The adapter against a real Gitea. Its artifacts need a runner: they are tried where workflows run. */
forgeContract('a real Gitea', async () => {
  const gitea = await startGitea({ program: toolPath('gitea'), staticRoot: giteaStatic });
  const apiUrl = `${gitea.url}/api/v1`;
  return giteaTrial(gitea, (token, repository) =>
    giteaForge({ token, apiUrl, serverUrl: gitea.url, repository, network: { pauseMs: 1 } }),
  );
}, ['changes', 'approvals', 'notes', 'statuses', 'refs', 'merged', 'releases', 'issues', 'workflows', 'openChange']);
