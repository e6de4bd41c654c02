import type { Capabilities, Forge, Links } from '@weighbridge/core';
import { branchInPath, filledIn } from '../compare-link.ts';
import { type Connection, service, trimSlash } from '../http/network.ts';
import { giteaArtifacts } from './artifacts.ts';
import { giteaChanges } from './changes.ts';
import { giteaClient } from './client.ts';
import { giteaIssues } from './issues.ts';
import { giteaNotes } from './notes.ts';
import { openGiteaChange } from './open-change.ts';
import { giteaRefs } from './refs.ts';
import { giteaReleases } from './releases.ts';
import { giteaStatuses } from './statuses.ts';
import { giteaWorkflows } from './workflows.ts';

/** Gitea keeps comments in a LONGTEXT, shows no job summaries, and knows no deployments. */
const capabilities: Capabilities = {
  noteLimit: 1_000_000,
  summaryLimit: 0,
  alerts: true,
  folds: true,
  mermaid: true,
  statuses: true,
  releases: true,
  deployments: false,
  issues: true,
  workflows: true,
  changeWord: 'pull request',
};

/** Gitea and Forgejo. Makes no request by itself. Throws UserError WB5008 for a name that is not owner/name. */
export function giteaForge(connection: Connection): Forge {
  const client = giteaClient(service('Gitea', connection));
  return {
    kind: 'gitea',
    repository: connection.repository,
    capabilities,
    links: giteaLinks(connection.serverUrl, connection.repository),
    changes: giteaChanges(client),
    notes: giteaNotes(client),
    statuses: giteaStatuses(client),
    artifacts: giteaArtifacts(client),
    refs: giteaRefs(client),
    releases: giteaReleases(client),
    deployments: undefined,
    issues: giteaIssues(client),
    workflows: giteaWorkflows(client),
    openChange: (change) => openGiteaChange(client, change),
  };
}

function giteaLinks(serverUrl: string, repository: string): Links {
  const home = `${trimSlash(serverUrl)}/${repository}`;
  return {
    commit: (sha) => `${home}/commit/${sha}`,
    change: (number) => `${home}/pulls/${number}`,
    run: (id) => `${home}/actions/runs/${id}`,
    artifacts: (runId) => `${home}/actions/runs/${runId}`,
    file: (path, sha) => `${home}/src/commit/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`,
    compare: ({ headRef, baseRef, title, body }) =>
      filledIn(
        `${home}/compare/${branchInPath(baseRef)}...${branchInPath(headRef)}`,
        [
          ['expand', '1'],
          ['title', title],
        ],
        ['body', body],
      ),
  };
}
