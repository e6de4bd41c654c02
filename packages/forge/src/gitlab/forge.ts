import type { Capabilities, Forge, Links } from '@weighbridge/core';
import { filledIn } from '../compare-link.ts';
import { trimSlash } from '../http/network.ts';
import { gitlabArtifacts } from './artifacts.ts';
import { gitlabChanges } from './changes.ts';
import { type GitlabConnection, gitlabClient } from './client.ts';
import { gitlabDeployments } from './deployments.ts';
import { gitlabIssues } from './issues.ts';
import { gitlabNotes } from './notes.ts';
import { openGitlabChange } from './open-change.ts';
import { gitlabRefs } from './refs.ts';
import { gitlabReleases } from './releases.ts';
import { gitlabStatuses } from './statuses.ts';
import { gitlabWorkflows } from './workflows.ts';

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
  issues: true,
  workflows: true,
  changeWord: 'merge request',
};

/** GitLab.com and self-managed, also below a sub-path. Makes no request by itself. */
export function gitlabForge(connection: GitlabConnection): Forge {
  const client = gitlabClient(connection);
  const links = gitlabLinks(connection.serverUrl, connection.repository);
  return {
    kind: 'gitlab',
    repository: connection.repository,
    capabilities: { ...capabilities, ...ofToken(connection.token?.kind) },
    links,
    changes: gitlabChanges(client),
    notes: gitlabNotes(client, links),
    statuses: gitlabStatuses(client),
    artifacts: gitlabArtifacts(client),
    refs: gitlabRefs(client),
    releases: gitlabReleases(client),
    deployments: gitlabDeployments(client, `${trimSlash(connection.serverUrl)}/${connection.repository}/-`),
    issues: gitlabIssues(client),
    workflows: gitlabWorkflows(client),
    openChange: (change) => openGitlabChange(client, change),
  };
}

/** What is closed to a job's token. */
function ofToken(kind: 'job' | 'user' | undefined): Pick<Capabilities, 'statuses' | 'issues'> {
  return { statuses: kind === 'user', issues: kind === 'user' };
}

function gitlabLinks(serverUrl: string, repository: string): Links {
  const home = `${trimSlash(serverUrl)}/${repository}/-`;
  return {
    commit: (sha) => `${home}/commit/${sha}`,
    change: (number) => `${home}/merge_requests/${number}`,
    run: (id) => `${home}/pipelines/${id}`,
    artifacts: (runId) => `${home}/pipelines/${runId}/builds`,
    file: (path, sha) => `${home}/blob/${sha}/${path.split('/').map(encodeURIComponent).join('/')}`,
    compare: ({ headRef, baseRef, title, body }) =>
      filledIn(
        `${home}/merge_requests/new`,
        [
          ['merge_request[source_branch]', headRef],
          ['merge_request[target_branch]', baseRef],
          ['merge_request[title]', title],
        ],
        ['merge_request[description]', body],
      ),
  };
}
