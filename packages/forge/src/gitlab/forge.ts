import type { Capabilities, Forge, Links } from '@weighbridge/core';
import { trimSlash } from '../http/network.ts';
import { gitlabArtifacts } from './artifacts.ts';
import { gitlabChanges } from './changes.ts';
import { type GitlabConnection, gitlabClient } from './client.ts';
import { gitlabDeployments } from './deployments.ts';
import { gitlabNotes } from './notes.ts';
import { gitlabRefs } from './refs.ts';
import { gitlabReleases } from './releases.ts';
import { gitlabStatuses } from './statuses.ts';

/** No job summary. Alerts came with GitLab 17.10 and the Mermaid that draws our charts with 19.0: older servers show code. */
const capabilities: Capabilities = {
  noteLimit: 1_000_000,
  summaryLimit: 0,
  alerts: false,
  folds: true,
  mermaid: false,
  statuses: true,
  releases: true,
  deployments: true,
  issues: false,
  workflows: false,
  changeWord: 'merge request',
};

/** GitLab.com and self-managed, also below a sub-path. Makes no request by itself. */
export function gitlabForge(connection: GitlabConnection): Forge {
  const client = gitlabClient(connection);
  const links = gitlabLinks(connection.serverUrl, connection.repository);
  return {
    kind: 'gitlab',
    repository: connection.repository,
    capabilities: { ...capabilities, statuses: connection.token?.kind === 'user' },
    links,
    changes: gitlabChanges(client),
    notes: gitlabNotes(client, links),
    statuses: gitlabStatuses(client),
    artifacts: gitlabArtifacts(client),
    refs: gitlabRefs(client),
    releases: gitlabReleases(client),
    deployments: gitlabDeployments(client, `${trimSlash(connection.serverUrl)}/${connection.repository}/-`),
    issues: undefined,
    workflows: undefined,
    openChange: undefined,
  };
}

function gitlabLinks(serverUrl: string, repository: string): Links {
  const home = `${trimSlash(serverUrl)}/${repository}/-`;
  return {
    commit: (sha) => `${home}/commit/${sha}`,
    change: (number) => `${home}/merge_requests/${number}`,
    run: (id) => `${home}/pipelines/${id}`,
    artifacts: (runId) => `${home}/pipelines/${runId}/builds`,
    file: (path, sha) => `${home}/blob/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`,
    compare: () => undefined,
  };
}
