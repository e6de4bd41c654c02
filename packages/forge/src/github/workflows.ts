import { type DispatchedRun, forgeErrors, type Workflows } from '@weighbridge/core';
import { type HttpError, isStatus } from '../http/failure.ts';
import { present } from '../runner/environment.ts';
import { workflowFile } from '../workflow-name.ts';
import { confirmRepository } from './changes.ts';
import type { GithubClient } from './client.ts';

const write = 'actions: write';
const read = 'actions: read';

type Wish = Parameters<Workflows['dispatch']>[0];

export function githubWorkflows(client: GithubClient): Workflows {
  return {
    dispatch: (run) => dispatch(client, run),
    latest: (run) => latest(client, run),
  };
}

async function dispatch(client: GithubClient, wish: Wish): Promise<DispatchedRun> {
  try {
    return await start(client, wish, { return_run_details: true });
  } catch (error) {
    // GitHub Enterprise Server knows the field from a later version on; a refused request has started nothing.
    const isUnknownField = isStatus(error, 422) && /not a permitted key/i.test(error.detail);
    if (isUnknownField) return start(client, wish, {}).catch((cause: unknown) => explained(client, wish, cause));
    return explained(client, wish, error);
  }
}

/** github.com answers 200 with the run; before that it was 204 and nothing. A POST whose answer is lost is not sent again. */
async function start(
  { octokit, target, ask }: GithubClient,
  { workflow, branch, inputs }: Wish,
  details: { readonly return_run_details?: true },
): Promise<DispatchedRun> {
  const wanted = { ...target, workflow_id: workflowFile(workflow), ref: branch, inputs, ...details };
  const { data } = await ask(write, () =>
    octokit.rest.actions.createWorkflowDispatch({ ...wanted, request: { retries: 0 } }),
  );
  // 204 has no data at all, whatever the types say.
  const { workflow_run_id: id, html_url: url }: { workflow_run_id?: number; html_url?: string } = data ?? {};
  return present({ id: id === undefined ? undefined : String(id), url });
}

async function explained(client: GithubClient, wish: Wish, error: unknown): Promise<never> {
  if (isStatus(error, 404)) {
    await confirmRepository(client);
    const { repository } = client.service;
    throw forgeErrors.workflowNotFound({ repository, ...named(wish) });
  }
  throw isStatus(error, 422) ? refusal(wish, error) : error;
}

function refusal(wish: Wish, { detail: reason }: HttpError): Error {
  const { workflow: what, branch } = named(wish);
  if (/workflow_dispatch' trigger/i.test(reason)) return forgeErrors.noDispatch({ workflow: what, branch });
  const cure = /unexpected inputs/i.test(reason)
    ? `Declare those inputs below \`workflow_dispatch:\` in ${what}.`
    : `Check ${what} on ${branch}, and that the workflow is switched on.`;
  return forgeErrors.dispatchRefused({ forge: 'GitHub', what, branch, reason, cure });
}

function named({ workflow, branch }: Wish): { readonly workflow: string; readonly branch: string } {
  return { workflow: workflowFile(workflow), branch };
}

/** A fork's branch may have the same name: its runs are not ours. */
async function latest(
  client: GithubClient,
  { workflow, branch }: Parameters<Workflows['latest']>[0],
): ReturnType<Workflows['latest']> {
  const { octokit, target, ask, service } = client;
  const asked = { workflow_id: workflowFile(workflow), branch, event: 'workflow_dispatch' };
  const query = { ...target, ...asked, per_page: 100 };
  try {
    const { data } = await ask(read, () => octokit.rest.actions.listWorkflowRuns(query));
    const own = data.workflow_runs.find(
      ({ head_repository: home }) => home?.full_name.toLowerCase() === service.repository.toLowerCase(),
    );
    return own && { id: String(own.id), url: own.html_url, state: stateOf(own.status, own.conclusion) };
  } catch (error) {
    if (!isStatus(error, 404)) throw error;
    // A workflow that is not there has no runs.
    await confirmRepository(client);
    return undefined;
  }
}

/** `action_required` waits for a person's approval. */
function stateOf(status: string | null, conclusion: string | null): 'running' | 'passed' | 'failed' {
  if (status !== 'completed' || conclusion === 'action_required') return 'running';
  return conclusion === 'success' || conclusion === 'neutral' ? 'passed' : 'failed';
}
