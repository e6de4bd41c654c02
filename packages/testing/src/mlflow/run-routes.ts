import { randomUUID } from 'node:crypto';
import { type FakeRequest, type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { field, hasTags, keyProblem, list, missing, pairs, runBody, taken, wrong } from './answers.ts';
import type { FakeRun, MlflowState } from './state.ts';

/** Experiments and runs. */
export function runRoutes(state: MlflowState): Routes {
  const named = (name: string) => [...state.experiments].find(([, own]) => own === name);
  return {
    'GET /experiments/get-by-name': (request) => {
      const found = named(field(request, 'experiment_name'));
      return found
        ? { status: 200, body: { experiment: { experiment_id: found[0], name: found[1], lifecycle_stage: 'active' } } }
        : missing('Could not find experiment');
    },
    'POST /experiments/create': (request) => {
      const name = field(request, 'name');
      if (named(name)) return taken(`Experiment(name=${name})`);
      const id = String(state.experiments.size + 1);
      state.experiments.set(id, name);
      return { status: 200, body: { experiment_id: id } };
    },
    'POST /runs/search': (request) => {
      const { experiment_ids: wanted } = jsonBody(request);
      const own = state.runs.filter(({ experiment }) => Array.isArray(wanted) && wanted.includes(experiment));
      return list('runs', own.filter(({ tags }) => hasTags(tags, field(request, 'filter'))).map(runBody));
    },
    'POST /runs/create': (request) => {
      const experiment = field(request, 'experiment_id');
      if (!state.experiments.has(experiment)) return missing(`No Experiment with id=${experiment}`);
      const id = randomUUID().replaceAll('-', '');
      const run: FakeRun = {
        id,
        experiment,
        name: field(request, 'run_name'),
        status: 'RUNNING',
        tags: pairs(request, 'tags'),
        params: new Map(),
        metrics: new Map(),
      };
      state.runs.push(run);
      return { status: 200, body: { run: runBody(run) } };
    },
    'POST /runs/update': (request) => {
      const run = runOf(state, request);
      if (!run) return missing('Run');
      run.status = field(request, 'status');
      return { status: 200, body: {} };
    },
    'POST /runs/log-batch': (request) => logBatch(request, runOf(state, request)),
  };
}

function runOf(state: MlflowState, request: FakeRequest): FakeRun | undefined {
  return state.runs.find(({ id }) => id === field(request, 'run_id'));
}

function logBatch(request: FakeRequest, run: FakeRun | undefined): FakeResponse {
  if (!run) return missing('Run');
  const [metrics, params, tags] = [pairs(request, 'metrics'), pairs(request, 'params'), pairs(request, 'tags')];
  if (metrics.length > 1000) return wrong('A batch logging request can contain at most 1000 metrics.');
  if (params.length > 100) return wrong('A batch logging request can contain at most 100 params.');
  if (tags.length > 100) return wrong('A batch logging request can contain at most 100 tags.');
  const problem = [...metrics, ...params, ...tags].map(({ key }) => keyProblem(key)).find((one) => one !== undefined);
  if (problem !== undefined) return wrong(problem);
  if (params.some(({ value }) => value.length > 6000)) return wrong('Param value exceeds the maximum length of 6000');
  if (tags.some(({ value }) => value.length > 8000)) return wrong('Tag value exceeds the maximum length of 8000');
  if (params.some(({ key, value }) => (run.params.get(key) ?? value) !== value))
    return wrong('Changing param values is not allowed.');
  for (const { key, value } of metrics) run.metrics.set(key, Number(value));
  for (const { key, value } of params) run.params.set(key, value);
  run.tags.push(...tags);
  return { status: 200, body: {} };
}
