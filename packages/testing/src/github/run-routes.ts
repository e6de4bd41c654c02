import type { ForgeState } from '../forge/state.ts';
import { page } from '../http/paging.ts';
import type { FakeRequest, FakeResponse, Routes } from '../http/server.ts';
import { guarded, notFound } from './access.ts';
import { githubShapes } from './shapes.ts';

/** Workflow runs and their artifacts. Archives are handed out by a storage of their own, by signed address. */
export function runRoutes(state: ForgeState, storage: () => string): Routes {
  const actions = '/repos/{owner}/{repo}/actions';
  return {
    [`GET ${actions}/runs`]: guarded(state, 'actions: read', (request) => {
      const sha = request.query.get('head_sha');
      const branch = request.query.get('branch');
      const runs = state.runs
        .filter((run) => (sha === null || run.commit === sha) && (branch === null || run.branch === branch))
        .reverse();
      const shapes = githubShapes(state, request.origin);
      return page(request, runs, (items) => ({ total_count: runs.length, workflow_runs: items.map(shapes.run) }));
    }),
    [`GET ${actions}/runs/{run_id}`]: guarded(state, 'actions: read', ({ params, origin }) => {
      const run = state.runs.find(({ id }) => id === Number(params['run_id']));
      return run ? { status: 200, body: githubShapes(state, origin).run(run) } : notFound;
    }),
    [`GET ${actions}/runs/{run_id}/artifacts`]: guarded(state, 'actions: read', (request) => {
      const id = Number(request.params['run_id']);
      if (!state.runs.some((run) => run.id === id)) return notFound;
      return listArtifacts(state, request, id);
    }),
    [`GET ${actions}/artifacts`]: guarded(state, 'actions: read', (request) => listArtifacts(state, request)),
    [`GET ${actions}/artifacts/{artifact_id}/{archive_format}`]: guarded(state, 'actions: read', ({ params }) => {
      const artifact = state.artifacts.find(({ id }) => id === Number(params['artifact_id']));
      if (artifact === undefined) return notFound;
      if (artifact.expired) return { status: 410, body: { message: 'Artifact has expired' } };
      return { status: 302, headers: { location: `${storage()}/archive/${artifact.id}?sig=signed` } };
    }),
  };
}

function listArtifacts(state: ForgeState, request: FakeRequest, run?: number): FakeResponse {
  const found = state.artifacts.filter((artifact) => run === undefined || artifact.run === run).reverse();
  const name = request.query.get('name');
  const named = found.filter((artifact) => name === null || artifact.name === name);
  const shapes = githubShapes(state, request.origin);
  return page(request, named, (items) => ({ total_count: named.length, artifacts: items.map(shapes.artifact) }));
}

/**
 * The storage behind the signed addresses: another origin, which must never see a credential. It answers 400 to a request
 * that carries one, as Azure's storage does.
 */
export function storageRoutes(state: ForgeState): Routes {
  return {
    'GET /archive/{artifact_id}': ({ params, headers }) => {
      if (headers.authorization || headers['private-token'] || headers['job-token']) {
        return { status: 400, body: { message: 'a credential was sent to the storage' } };
      }
      const artifact = state.artifacts.find(({ id }) => id === Number(params['artifact_id']));
      return artifact ? { status: 200, body: artifact.bytes } : notFound;
    },
  };
}
