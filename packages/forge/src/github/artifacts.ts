import { type Artifact, type Artifacts, forgeErrors, type Run } from '@weighbridge/core';
import { download } from '../http/download.ts';
import { isStatus } from '../http/failure.ts';
import { present } from '../runner/environment.ts';
import { newestFirst } from '../text.ts';
import { confirmRepository } from './changes.ts';
import { type GithubClient, githubCall } from './client.ts';

const needs = 'actions: read';

export function githubArtifacts(client: GithubClient): Artifacts {
  return {
    ofCommit: (commit, prefix) => ofCommit(client, commit, prefix),
    ofRun: (runId, prefix) => ofRun(client, runId, prefix),
    run: (runId) => getRun(client, runId),
    download: (artifact, limit) => fetchArchive(client, artifact, limit),
  };
}

async function ofCommit(client: GithubClient, commit: string, prefix: string): Promise<readonly Artifact[]> {
  const { octokit, target, ask } = client;
  const runs = await ask(needs, () =>
    octokit.paginate(octokit.rest.actions.listWorkflowRunsForRepo, { ...target, head_sha: commit, per_page: 100 }),
  );
  const lists: Artifact[] = [];
  for (const { id } of runs) lists.push(...(await ofRun(client, String(id), prefix)));
  return newestFirst(lists);
}

async function ofRun(client: GithubClient, runId: string, prefix: string): Promise<readonly Artifact[]> {
  const { octokit, target, ask } = client;
  const query = { ...target, run_id: Number(runId), per_page: 100 };
  const found = await known(client, runId, () =>
    ask(needs, () => octokit.paginate(octokit.rest.actions.listWorkflowRunArtifacts, query)),
  );
  const wanted = found.filter(({ name }) => name.startsWith(prefix));
  return newestFirst(
    wanted.map((artifact) => ({
      id: String(artifact.id),
      name: artifact.name,
      runId,
      bytes: artifact.size_in_bytes,
      expired: artifact.expired,
      ...present({ digest: artifact.digest ?? undefined, createdAt: artifact.created_at ?? undefined }),
    })),
  );
}

async function getRun(client: GithubClient, runId: string): Promise<Run> {
  const { octokit, target, ask } = client;
  const { data } = await known(client, runId, () =>
    ask(needs, () => octokit.rest.actions.getWorkflowRun({ ...target, run_id: Number(runId) })),
  );
  return {
    id: String(data.id),
    event: data.event,
    branch: data.head_branch ?? '',
    commit: data.head_sha,
    // Null for a deleted fork, whatever the types say: then nobody can confirm whose code ran.
    headRepository: data.head_repository?.full_name ?? '',
    repository: data.repository.full_name,
    ...present({ conclusion: data.conclusion ?? undefined }),
    attempt: data.run_attempt ?? 1,
  };
}

async function known<T>(client: GithubClient, run: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmRepository(client);
    throw forgeErrors.runNotFound({ run, repository: client.service.repository });
  }
}

/** GitHub redirects to a signed address of its storage, which gets no credentials of ours. */
function fetchArchive({ service, target }: GithubClient, artifact: Artifact, limit: number): Promise<Uint8Array> {
  const path = `/actions/artifacts/${encodeURIComponent(artifact.id)}/zip`;
  return download(service, {
    url: `${service.apiUrl}/repos/${target.owner}/${target.repo}${path}`,
    headers: service.token === undefined ? {} : { authorization: `token ${service.token}` },
    call: githubCall('GET', path, needs),
    name: artifact.name,
    limit,
  });
}
