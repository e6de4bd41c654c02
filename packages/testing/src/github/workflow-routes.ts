import type { FakeToken, ForgeState } from '../forge/state.ts';
import { addDispatchedRun, openingProblem, openNewChange } from '../forge/watch-state.ts';
import { page } from '../http/paging.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { guarded, notFound } from './access.ts';
import { githubShapes } from './shapes.ts';

const repo = '/repos/{owner}/{repo}';

/** Workflows that are started, and pull requests that are opened. */
export function workflowRoutes(state: ForgeState): Routes {
  return {
    [`POST ${repo}/actions/workflows/{workflow_id}/dispatches`]: guarded(state, 'actions: write', (request) =>
      dispatch(state, request),
    ),
    [`GET ${repo}/actions/workflows/{workflow_id}/runs`]: guarded(state, 'actions: read', (request) =>
      runsOf(state, request),
    ),
    [`POST ${repo}/pulls`]: guarded(state, 'pull-requests: write', (request, token) => open(state, request, token)),
  };
}

function dispatch(state: ForgeState, request: FakeRequest): FakeResponse {
  const { ref, inputs = {}, return_run_details: details } = jsonBody(request);
  const workflow = state.workflows.get(request.params['workflow_id'] ?? '');
  if (workflow === undefined) return notFound;
  if (details !== undefined && !state.settings.runDetails)
    return refusal('Invalid request.\n\n"return_run_details" is not a permitted key.');
  if (!state.branches.has(String(ref))) return refusal(`No ref found for: ${ref}`);
  if (!workflow.dispatch) return refusal("Workflow does not have 'workflow_dispatch' trigger");
  const unknown = Object.keys(Object(inputs)).filter((name) => !workflow.inputs.includes(name));
  if (unknown.length > 0) return refusal(`Unexpected inputs provided: ${JSON.stringify(unknown)}`);
  const wish = { branch: String(ref), workflow: request.params['workflow_id'] ?? '', inputs: Object(inputs) };
  const { id } = addDispatchedRun(state, { ...wish, event: 'workflow_dispatch' });
  if (details !== true) return { status: 204 };
  const page = `https://github.example/${state.repository}/actions/runs/${id}`;
  const run = `${request.origin}/repos/${state.repository}/actions/runs/${id}`;
  return { status: 200, body: { workflow_run_id: id, run_url: run, html_url: page } };
}

function runsOf(state: ForgeState, request: FakeRequest): FakeResponse {
  const name = request.params['workflow_id'] ?? '';
  if (!state.workflows.has(name)) return notFound;
  const [branch, event] = ['branch', 'event'].map((key) => request.query.get(key));
  const runs = state.runs.filter(
    (run) => run.workflow === name && (branch ?? run.branch) === run.branch && (event ?? run.event) === run.event,
  );
  const shape = githubShapes(state, request.origin).run;
  return page(request, runs.toReversed(), (items) => ({ total_count: runs.length, workflow_runs: items.map(shape) }));
}

function open(state: ForgeState, request: FakeRequest, token: FakeToken): FakeResponse {
  const { head, base, title = '', body = '' } = jsonBody(request);
  if (token.kind === 'job' && !state.settings.jobsOpenChanges) {
    return { status: 403, body: { message: 'GitHub Actions is not permitted to create or approve pull requests.' } };
  }
  const wish = { head: String(head), base: String(base), title: String(title), body: String(body) };
  const problem = openingProblem(state, wish.head, wish.base);
  if (problem === 'missing') return invalid({ field: 'head', code: 'invalid' });
  if (problem === 'open') return invalid({ message: `A pull request already exists for acme:${head}.` });
  if (problem === 'empty') return invalid({ message: `No commits between ${base} and ${head}` });
  return { status: 201, body: githubShapes(state, request.origin).pull(openNewChange(state, wish)) };
}

function refusal(message: string): FakeResponse {
  return { status: 422, body: { message, status: '422' } };
}

function invalid(error: object): FakeResponse {
  return { status: 422, body: { message: 'Validation Failed', errors: [{ resource: 'PullRequest', ...error }] } };
}
