import type { ForgeState } from '../forge/state.ts';
import type { Routes } from '../http/server.ts';
import { allowed, everyone, missing, people } from './access.ts';
import { page } from './paging.ts';
import { jobShape, pipelineShape, refOf } from './shapes.ts';

const project = '/projects/{id}';

/** Pipelines and the archives of their jobs. */
export function runRoutes(state: ForgeState, storage: () => string): Routes {
  return {
    [`GET ${project}/pipelines`]: allowed(state, people, (request) => {
      const sha = request.query.get('sha');
      const ref = request.query.get('ref');
      const runs = state.runs
        .filter((run) => (sha === null || run.commit === sha) && (ref === null || refOf(run) === ref))
        .reverse();
      return page(request, runs, (run) => pipelineShape(state, run));
    }),
    [`GET ${project}/pipelines/{pipeline_id}`]: allowed(state, people, ({ params }) => {
      const run = state.runs.find(({ id }) => String(id) === params['pipeline_id']);
      return run ? { status: 200, body: pipelineShape(state, run) } : missing('');
    }),
    [`GET ${project}/pipelines/{pipeline_id}/jobs`]: allowed(state, people, (request) => {
      const id = Number(request.params['pipeline_id']);
      if (!state.runs.some((run) => run.id === id)) return missing('');
      return page(request, state.artifacts.filter(({ run }) => run === id).reverse(), jobShape);
    }),
    [`GET ${project}/jobs/{job_id}/artifacts`]: allowed(state, everyone, ({ params }) => {
      const artifact = state.artifacts.find(({ id }) => String(id) === params['job_id']);
      if (artifact === undefined || artifact.expired) return missing('');
      return { status: 302, headers: { location: `${storage()}/archive/${artifact.id}?sig=signed` } };
    }),
  };
}
