import { jsonBody, type Routes } from '../http/server.ts';
import { field, list, missing, pairs, runBody, versionBody, wrong } from './answers.ts';
import type { MlflowState } from './state.ts';

const absent = ['GET /model-versions/search', 'GET /registered-models/alias', 'POST /registered-models/alias'];

/** What GitLab has of MLflow's routes, and where it is different. */
export function gitlabRoutes(state: MlflowState, routes: Routes): Routes {
  return {
    ...Object.fromEntries(Object.entries(routes).filter(([route]) => !absent.includes(route))),
    'POST /runs/search': (request) => {
      const { experiment_ids: wanted } = jsonBody(request);
      const own = state.runs.filter(({ experiment }) => Array.isArray(wanted) && wanted.includes(experiment));
      return list('runs', own.map(runBody));
    },
    'POST /model-versions/create': (request) => {
      const model = field(request, 'name');
      const tags = pairs(request, 'tags');
      const version = tags.find(({ key }) => key === 'gitlab.version')?.value ?? `${state.versions.length + 1}.0.0`;
      if (!/^\d+\.\d+\.\d+(?:[-+].*)?$/u.test(version)) return wrong('Version must be semantic version');
      if (state.versions.some((one) => one.model === model && one.version === version))
        return wrong('Version already exists');
      const made = { model, version, source: field(request, 'source'), run: field(request, 'run_id'), tags };
      state.versions.push(made);
      return { status: 200, body: { model_version: versionBody(made, []) } };
    },
    'GET /model-versions/get': (request) => {
      const [model, version] = ['name', 'version'].map((key) => field(request, key));
      const found = state.versions.find((one) => one.model === model && one.version === version);
      return found ? { status: 200, body: { model_version: versionBody(found, []) } } : missing('Model version');
    },
  };
}
