import type { Capabilities, Forge } from '@weighbridge/core';
import { type Connection, service, trimSlash } from '../http/network.ts';
import { githubArtifacts } from './artifacts.ts';
import { githubChanges } from './changes.ts';
import { githubClient } from './client.ts';
import { githubDeployments } from './deployments.ts';
import { githubIssues } from './issues.ts';
import { githubLinks } from './links.ts';
import { githubNotes } from './notes.ts';
import { openGithubChange } from './open-change.ts';
import { githubRefs } from './refs.ts';
import { githubReleases } from './releases.ts';
import { githubStatuses } from './statuses.ts';
import { githubWorkflows } from './workflows.ts';

/** Comments hold 65,536 characters, a step's summary 1 MiB. */
const capabilities: Capabilities = {
  noteLimit: 65_536,
  summaryLimit: 1024 * 1024,
  alerts: true,
  folds: true,
  mermaid: true,
  statuses: true,
  releases: true,
  deployments: true,
  issues: true,
  workflows: true,
  changeWord: 'pull request',
};

/** GitHub and GitHub Enterprise. Makes no request by itself. Throws UserError WB5008 for a name that is not owner/name. */
export function githubForge(connection: Connection): Forge {
  const client = githubClient(service('GitHub', connection));
  const home = `${trimSlash(connection.serverUrl)}/${connection.repository}`;
  return {
    kind: 'github',
    repository: connection.repository,
    capabilities,
    links: githubLinks(connection.serverUrl, connection.repository),
    changes: githubChanges(client),
    notes: githubNotes(client),
    statuses: githubStatuses(client),
    artifacts: githubArtifacts(client),
    refs: githubRefs(client),
    releases: githubReleases(client),
    deployments: githubDeployments(client, (name) => `${home}/deployments/${encodeURIComponent(name)}`),
    issues: githubIssues(client),
    workflows: githubWorkflows(client),
    openChange: (change) => openGithubChange(client, change),
  };
}
