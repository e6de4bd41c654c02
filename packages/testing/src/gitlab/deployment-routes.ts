import { find } from '../forge/history.ts';
import type { FakeDeployment } from '../forge/ship.ts';
import { environmentOf } from '../forge/ship-state.ts';
import { type ForgeState, nextId } from '../forge/state.ts';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { allowed, everyone, missing, writers } from './access.ts';
import { page } from './paging.ts';

const project = '/projects/{id}';
const writing = [...writers, 'job'] as const;
const states = ['running', 'success', 'failed', 'canceled'];

/** Deployments and environments, open to jobs as to people. */
export function deploymentRoutes(state: ForgeState): Routes {
  const byId = ({ params }: FakeRequest): FakeDeployment | undefined =>
    state.deployments.find(({ id }) => String(id) === params['deployment_id']);
  return {
    [`GET ${project}/deployments`]: allowed(state, everyone, (request) => {
      const environment = request.query.get('environment');
      const found = state.deployments.filter((item) => environment === null || item.environment === environment);
      const sorted = request.query.get('sort') === 'desc' ? found.reverse() : found;
      return page(request, sorted, (item) => deploymentShape(state, item));
    }),
    [`GET ${project}/deployments/{deployment_id}`]: allowed(state, everyone, (request) => {
      const found = byId(request);
      return found ? { status: 200, body: withApprovals(state, found) } : missing('');
    }),
    [`POST ${project}/deployments`]: allowed(state, writing, (request) => create(state, request)),
    [`PUT ${project}/deployments/{deployment_id}`]: allowed(state, writing, (request) => {
      const found = byId(request);
      return found ? setState(state, found, request) : missing('');
    }),
    [`PUT ${project}/environments/{environment_id}`]: allowed(state, writing, (request) => {
      const { environment_id: id } = request.params;
      const found = [...state.environments.values()].find((item) => String(item.id) === id);
      if (found === undefined) return missing('');
      found.address = String(jsonBody(request)['external_url']);
      return { status: 200, body: { id: found.id, name: found.name, external_url: found.address } };
    }),
  };
}

function create(state: ForgeState, request: FakeRequest): FakeResponse {
  const { environment, sha, ref, tag, status } = jsonBody(request);
  const isKnown = state.tags.has(String(ref)) || find(state, String(ref)) !== undefined;
  if (typeof tag !== 'boolean') return { status: 400, body: { error: 'tag is missing' } };
  if (!isKnown) return { status: 400, body: { message: { ref: ['The branch or tag does not exist'] } } };
  if (!state.commits.has(String(sha))) return { status: 400, body: { message: { sha: ['does not exist'] } } };
  const { name } = environmentOf(state, String(environment));
  const first = { state: String(status), description: '' };
  const where = { environment: name, commit: String(sha), ref: String(ref) };
  const made = { id: nextId(state), ...where, payload: undefined, states: [first] };
  state.deployments.push(made);
  return { status: 201, body: deploymentShape(state, made) };
}

/** A state that is there already, and running again, are no steps that GitLab knows. */
function setState(state: ForgeState, deployment: FakeDeployment, request: FakeRequest): FakeResponse {
  const { status } = jsonBody(request);
  if (deployment.run !== undefined) {
    return { status: 403, body: { message: '403 Forbidden - Deployments created using GitLab CI can not be updated' } };
  }
  if (!states.includes(String(status))) return { status: 400, body: { error: 'status does not have a valid value' } };
  const isStep = status !== stateOf(deployment) && status !== 'running';
  if (!isStep) return { status: 400, body: { message: {} } };
  deployment.states.push({ state: String(status), description: '' });
  return { status: 200, body: deploymentShape(state, deployment) };
}

function stateOf({ states: all }: FakeDeployment): string {
  return all.at(-1)?.state ?? 'created';
}

function deploymentShape(state: ForgeState, deployment: FakeDeployment): object {
  const { id, commit, ref, environment, run } = deployment;
  const where = environmentOf(state, environment);
  return {
    id,
    sha: commit,
    ref,
    status: stateOf(deployment),
    environment: { id: where.id, name: where.name, external_url: where.address ?? null },
    deployable: run === undefined ? null : { id: run + 1, pipeline: { id: run } },
  };
}

/** Premium's approvals, which the list of deployments does not have. */
function withApprovals(state: ForgeState, deployment: FakeDeployment): object {
  const { run, environment } = deployment;
  const own = state.approvals.filter((item) => item.run === run && item.environment === environment);
  const approvals = own.map(({ user, state: status, comment }) => ({ user: { username: user }, status, comment }));
  return { ...deploymentShape(state, deployment), pending_approval_count: 0, approvals };
}
