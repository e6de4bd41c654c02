import type { FakeRequest, FakeResponse, Routes } from '../http/server.ts';
import { conditions, field, hasTags, list, missing, pairs, taken, versionBody, wrong } from './answers.ts';
import type { FakeVersion, MlflowState } from './state.ts';

/** Registered models, their versions and aliases. */
export function versionRoutes(state: MlflowState): Routes {
  const show = (version: FakeVersion): unknown => {
    const on = [...state.aliases].filter(
      ([key, number]) => key.startsWith(`${version.model} `) && number === version.version,
    );
    return versionBody(
      version,
      on.map(([key]) => key.slice(version.model.length + 1)),
    );
  };
  return {
    'GET /registered-models/get': (request) => {
      const name = field(request, 'name');
      return state.models.has(name) ? { status: 200, body: { registered_model: { name } } } : missing(name);
    },
    'POST /registered-models/create': (request) => {
      const name = field(request, 'name');
      if (/[/:]|^$/u.test(name)) return wrong(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`);
      if (state.models.has(name)) return taken(`Registered Model (name=${name})`);
      state.models.add(name);
      return { status: 200, body: { registered_model: { name } } };
    },
    'POST /model-versions/create': (request) => create(state, request, show),
    'GET /model-versions/search': (request) => {
      const filter = field(request, 'filter');
      const name = conditions(filter).find(({ tag }) => tag === undefined)?.value;
      const found = state.versions.filter(
        ({ model, tags }) => (name === undefined || model === name) && hasTags(tags, filter),
      );
      return list('model_versions', found.map(show));
    },
    'GET /registered-models/alias': (request) => alias(state, request, show),
    'POST /registered-models/alias': (request) => {
      const [name, own, version] = ['name', 'alias', 'version'].map((key) => field(request, key));
      if (!/^[\w-]+$/u.test(own ?? '') || /^(?:v\d+|latest)$/iu.test(own ?? ''))
        return wrong(`Version alias name '${own}' is reserved.`);
      if (!state.versions.some((one) => one.model === name && one.version === version)) return missing('Model Version');
      state.aliases.set(`${name} ${own}`, version ?? '');
      return { status: 200, body: {} };
    },
  };
}

function create(state: MlflowState, request: FakeRequest, show: (version: FakeVersion) => unknown): FakeResponse {
  const model = field(request, 'name');
  const source = field(request, 'source');
  if (!state.models.has(model)) return missing(`Registered Model with name=${model}`);
  if (!/^(?:[a-z0-9]+:\/\/|runs:\/)/u.test(source)) return wrong(`Invalid model version source: '${source}'.`);
  const version = {
    model,
    source,
    version: String(state.versions.filter((one) => one.model === model).length + 1),
    run: field(request, 'run_id'),
    tags: pairs(request, 'tags'),
  };
  state.versions.push(version);
  return { status: 200, body: { model_version: show(version) } };
}

function alias(state: MlflowState, request: FakeRequest, show: (version: FakeVersion) => unknown): FakeResponse {
  const [name, own] = ['name', 'alias'].map((key) => field(request, key));
  if (!state.models.has(name ?? '')) return missing(`Registered Model with name=${name}`);
  const number = state.aliases.get(`${name} ${own}`);
  const version = state.versions.find((one) => one.model === name && one.version === number);
  return version
    ? { status: 200, body: { model_version: show(version) } }
    : wrong(`Registered model alias ${own} not found.`);
}
