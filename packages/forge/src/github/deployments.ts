import { type Deployment, type Deployments, type EnvironmentApproval, forgeErrors } from '@weighbridge/core';
import { createOnce } from '../http/create-once.ts';
import { isStatus, refused } from '../http/failure.ts';
import { present } from '../runner/environment.ts';
import { cut } from '../text.ts';
import { confirmRepository } from './changes.ts';
import { type GithubClient, githubCall } from './client.ts';

const needs = 'deployments: write';

/** The most characters that GitHub takes as a deployment's description, and as its status'. */
const longestDescription = 140;

/** Octokit would send a POST again whose answer was lost; createOnce looks first. */
const once = { request: { retries: 0 } };

export function githubDeployments(client: GithubClient, environmentUrl: (name: string) => string): Deployments {
  return {
    create: (deployment) => create(client, environmentUrl, deployment),
    setState: (deployment, state, about) => setState(client, deployment, state, about),
    approvals: (runId) => approvals(client, runId),
  };
}

/** A commit is deployed for each of its versions: the payload says for which one. */
async function create(
  client: GithubClient,
  environmentUrl: (name: string) => string,
  { commit, environment, name }: Parameters<Deployments['create']>[0],
): Promise<Deployment> {
  const { octokit, target, ask } = client;
  const url = environmentUrl(environment);
  const find = async (): Promise<Deployment | undefined> => {
    const query = { ...target, sha: commit, environment, per_page: 100 };
    const listed = await hiddenOr(client, '/deployments', () =>
      ask(needs, () => octokit.paginate(octokit.rest.repos.listDeployments, query)),
    );
    const found = listed.find(({ payload }) => versionOf(payload) === name);
    return found && { id: String(found.id), url };
  };
  const post = async (): Promise<Deployment> => {
    // A merge into the ref and a wait for checks are GitHub's defaults; ours were judged before.
    const fixed = { ref: commit, auto_merge: false, required_contexts: [] };
    const about = { description: cut(name, longestDescription), payload: { weighbridge: name } };
    const request = { ...target, ...fixed, ...about, environment, ...once };
    const { data } = await hiddenOr(client, '/deployments', () =>
      ask(needs, () => octokit.rest.repos.createDeployment(request)),
    );
    if (!('id' in data)) throw new Error(`GitHub made no deployment: ${data.message}`);
    return { id: String(data.id), url };
  };
  return (await find()) ?? (await createOnce(post, find));
}

/** GitHub gives the payload back as the object that it was, or as its text. */
function versionOf(payload: unknown): unknown {
  const value = typeof payload === 'string' ? parsed(payload) : payload;
  return typeof value === 'object' && value !== null && 'weighbridge' in value ? value.weighbridge : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's payload is any text.
    return undefined;
  }
}

async function setState(
  client: GithubClient,
  { id }: Deployment,
  state: Parameters<Deployments['setState']>[1],
  { description, url }: Parameters<Deployments['setState']>[2],
): Promise<void> {
  const { octokit, target, ask } = client;
  const about = { description: cut(description, longestDescription), ...present({ environment_url: url }) };
  const request = { ...target, deployment_id: Number(id), state, ...about };
  await hiddenOr(client, `/deployments/${id}/statuses`, () =>
    ask(needs, () => octokit.rest.repos.createDeploymentStatus(request)),
  );
}

/** GitHub answers 404 to a write by a token that may not: if the repository can be read, a permission is missing. */
async function hiddenOr<T>(client: GithubClient, path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmRepository(client);
    throw refused(githubCall('POST', path, needs), 404);
  }
}

async function approvals(client: GithubClient, runId: string): Promise<readonly EnvironmentApproval[]> {
  const { octokit, target, ask, service } = client;
  try {
    const { data } = await ask('actions: read', () =>
      octokit.rest.actions.getReviewsForRun({ ...target, run_id: Number(runId) }),
    );
    return data.flatMap(({ state, user, comment, environments }) => {
      if (state !== 'approved' && state !== 'rejected') return [];
      const who = { user: user.login, state, ...present({ comment: comment || undefined }) };
      return environments.map(({ name }) => ({ ...who, environment: name ?? '' }));
    });
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await confirmRepository(client);
    throw forgeErrors.runNotFound({ run: runId, repository: service.repository });
  }
}
