import { find, reachable } from '../forge/history.ts';
import type { FakeDeployment } from '../forge/ship.ts';
import { environmentOf } from '../forge/ship-state.ts';
import { type ForgeState, nextId } from '../forge/state.ts';
import { page } from '../http/paging.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { guarded, notFound } from './access.ts';
import { githubShapes } from './shapes.ts';

const deployments = '/repos/{owner}/{repo}/deployments';

/** Deployments with their states, and who approved the environments of a run. */
export function deploymentRoutes(state: ForgeState): Routes {
  return {
    [`GET ${deployments}`]: guarded(state, 'deployments: read', (request) => {
      const { query } = request;
      const found = state.deployments.filter(
        ({ commit, environment }) =>
          commit === (query.get('sha') ?? commit) && environment === (query.get('environment') ?? environment),
      );
      return page(request, found.reverse(), (items) => items.map(deploymentShape));
    }),
    [`POST ${deployments}`]: guarded(state, 'deployments: write', (request) => create(state, request)),
    [`POST ${deployments}/{deployment_id}/statuses`]: guarded(state, 'deployments: write', (request) => {
      const deployment = state.deployments.find(({ id }) => id === Number(request.params['deployment_id']));
      return deployment ? setState(deployment, request) : notFound;
    }),
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals': guarded(state, 'actions: read', (request) => {
      const run = Number(request.params['run_id']);
      if (!state.runs.some(({ id }) => id === run)) return notFound;
      const shapes = githubShapes(state, request.origin);
      const own = state.approvals.filter((approval) => approval.run === run);
      const body = own.map(({ environment, user, state: decision, comment }) => ({
        environments: [{ name: environment }],
        user: shapes.user(user),
        state: decision,
        comment,
      }));
      return { status: 200, body };
    }),
  };
}

/** Unless told not to, GitHub first merges the default branch, and asks for every status to be a success. */
function create(state: ForgeState, request: FakeRequest): FakeResponse {
  const { ref = '', environment = 'production', payload = '', ...rest } = jsonBody(request);
  const commit = find(state, String(ref))?.sha;
  if (commit === undefined) return { status: 422, body: { message: `No ref found for: ${ref}` } };
  const tip = state.branches.get(state.defaultBranch) ?? '';
  const isBehind = !reachable(state, commit)?.some(({ sha }) => sha === tip);
  if (rest['auto_merge'] !== false && isBehind) return { status: 202, body: { message: `Auto-merged into ${ref}` } };
  const failing = state.statuses.some((status) => status.commit === commit && status.state !== 'success');
  if (rest['required_contexts'] === undefined && failing) {
    return { status: 409, body: { message: 'Conflict: Commit status checks failed' } };
  }
  environmentOf(state, String(environment));
  const deployment = { commit, ref: String(ref), environment: String(environment), payload, states: [] };
  const made = { id: nextId(state), ...deployment };
  state.deployments.push(made);
  return { status: 201, body: deploymentShape(made) };
}

function setState(deployment: FakeDeployment, request: FakeRequest): FakeResponse {
  const { state, description = '', environment_url: url } = jsonBody(request);
  if (String(description).length > 140) return { status: 422, body: { message: 'Validation Failed' } };
  const link = typeof url === 'string' ? { url } : {};
  deployment.states.push({ state: String(state), description: String(description), ...link });
  return { status: 201, body: { id: deployment.states.length, state, description } };
}

function deploymentShape({ id, commit, ref, environment, payload }: FakeDeployment): unknown {
  return { id, sha: commit, ref, environment, payload, task: 'deploy' };
}
