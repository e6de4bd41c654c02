import type { Deployment, DeploymentState, Deployments, EnvironmentApproval } from '@weighbridge/core';
import * as z from 'zod';
import { createOnce } from '../http/create-once.ts';
import { isStatus, orHidden, orMissing, refused } from '../http/failure.ts';
import { linkedPages } from '../http/rest-pages.ts';
import { present } from '../runner/environment.ts';
import { type GitlabClient, known, openWriting, reading } from './client.ts';

const decision = z.looseObject({
  user: z.looseObject({ username: z.string() }),
  status: z.string(),
  comment: z.string().nullish(),
});
const entry = z.looseObject({
  id: z.number(),
  sha: z.string(),
  ref: z.string(),
  status: z.string(),
  environment: z.looseObject({ id: z.number(), name: z.string(), external_url: z.string().nullish() }),
  /** The job that deploys, where GitLab made the deployment for its `environment:`. */
  deployable: z.looseObject({ pipeline: z.looseObject({ id: z.number() }).nullish() }).nullish(),
  /** Premium and Ultimate, by the two ways of setting up approvals. */
  approvals: decision.array().nullish(),
  approval_summary: z
    .looseObject({ rules: z.looseObject({ deployment_approvals: decision.array().nullish() }).array() })
    .nullish(),
});
type Entry = z.output<typeof entry>;

const states = {
  in_progress: 'running',
  success: 'success',
  failure: 'failed',
  // GitLab's own word is missing: a deployment that no longer counts lets the environment show the one before it.
  inactive: 'canceled',
} as const satisfies Record<DeploymentState, string>;

const ended = new Set(['success', 'failed', 'canceled']);

export function gitlabDeployments(client: GitlabClient, home: string): Deployments {
  return {
    create: (deployment) => create(client, home, deployment),
    setState: (deployment, state, about) => setState(client, deployment, state, about),
    approvals: (runId) => approvals(client, runId),
  };
}

/**
 * GitLab keeps no name with a deployment: commit, ref and environment tell it from others, so the version's tag is the ref
 * to name. One that GitLab made for a job is not ours: it follows its job, and the API refuses to change it.
 */
async function create(
  client: GitlabClient,
  home: string,
  { commit, ref, environment }: Parameters<Deployments['create']>[0],
): Promise<Deployment> {
  const made = ({ id, environment: where }: Entry): Deployment => ({
    id: String(id),
    url: `${home}/environments/${where.id}`,
  });
  const find = async (): Promise<Deployment | undefined> => {
    const query = { environment, order_by: 'id', sort: 'desc' };
    for await (const item of linkedPages(
      client.rest,
      entry,
      client.about('GET', '/deployments', openWriting(client), { query }),
    )) {
      if (item.sha === commit && item.ref === ref && !item.deployable) return made(item);
    }
    return undefined;
  };
  const body = { environment, sha: commit, ref, tag: false, status: states.in_progress };
  const question = client.about('POST', '/deployments', openWriting(client), { body });
  const post = async (): Promise<Deployment> => made(await client.rest.json(entry, question));
  try {
    return (await find()) ?? (await createOnce(post, find));
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    await known(client, Promise.reject(error));
    throw refused(question, 404);
  }
}

async function setState(
  client: GitlabClient,
  { id }: Deployment,
  state: DeploymentState,
  { url }: Parameters<Deployments['setState']>[2],
): Promise<void> {
  const { rest, about } = client;
  const path = `/deployments/${encodeURIComponent(id)}`;
  const wanted = states[state];
  const now = await rest.json(entry, about('GET', path, openWriting(client)));
  if (url !== undefined && !now.environment.external_url) await setAddress(client, now.environment.id, url);
  // GitLab refuses a state that is there already, and lets nothing that has ended run again.
  if (now.status === wanted || (wanted === 'running' && ended.has(now.status))) return;
  await rest.ask(about('PUT', path, openWriting(client), { body: { status: wanted } }));
}

/** The address belongs to the environment: one that somebody set is left as it is. */
async function setAddress(client: GitlabClient, environment: number, url: string): Promise<void> {
  await client.rest.ask(
    client.about('PUT', `/environments/${environment}`, openWriting(client), { body: { external_url: url } }),
  );
}

/**
 * Approvals of the pipeline's own deployments. Deployments cannot be asked for by pipeline: the newest hundred are looked
 * at. Where the tier has no approvals, or the token may not see them, there are none.
 */
async function approvals(client: GitlabClient, runId: string): Promise<readonly EnvironmentApproval[]> {
  const { rest, about } = client;
  const query = { order_by: 'id', sort: 'desc', per_page: 100 };
  const newest = await orHidden(rest.json(entry.array(), about('GET', '/deployments', reading, { query })));
  const own = (newest ?? []).filter(({ deployable }) => String(deployable?.pipeline?.id) === runId);
  const found: EnvironmentApproval[] = [];
  for (const { id } of own) {
    const whole = await orHidden(orMissing(rest.json(entry, about('GET', `/deployments/${id}`, reading))));
    if (whole !== undefined) found.push(...decisionsOf(whole));
  }
  return found;
}

function decisionsOf({ environment, approvals: given, approval_summary: summary }: Entry): EnvironmentApproval[] {
  const all = [...(given ?? []), ...(summary?.rules ?? []).flatMap((rule) => rule.deployment_approvals ?? [])];
  const byUser = new Map(all.map((item) => [item.user.username, item]));
  return [...byUser].flatMap(([user, { status, comment }]) =>
    status === 'approved' || status === 'rejected'
      ? [{ user, environment: environment.name, state: status, ...present({ comment: comment || undefined }) }]
      : [],
  );
}
