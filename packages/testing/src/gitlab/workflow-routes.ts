import type { ForgeState } from '../forge/state.ts';
import { addDispatchedRun, openChangeOf, openingProblem, openNewChange } from '../forge/watch-state.ts';
import { type FakeResponse, jsonBody, type Routes } from '../http/server.ts';
import { allowed, writers } from './access.ts';
import { mergeRequestShape, pipelineShape } from './shapes.ts';

const project = '/projects/{id}';

/** Pipelines that are started, and merge requests that are opened. */
export function workflowRoutes(state: ForgeState): Routes {
  return {
    [`POST ${project}/pipeline`]: allowed(state, writers, (asked) => {
      const { ref, variables } = jsonBody(asked);
      const isList = Array.isArray(variables) && variables.every((item) => typeof item.key === 'string');
      if (!isList) return { status: 400, body: { error: 'variables is invalid' } };
      return start(state, String(ref), Object.fromEntries(variables.map(({ key, value }) => [key, value])), 'api');
    }),
    // Its token is a trigger's, or a job's, in the body.
    [`POST ${project}/trigger/pipeline`]: (asked) => {
      const { token, ref, variables = {} } = jsonBody(asked);
      const known = state.tokens.get(String(token));
      if (known?.kind !== 'job') return { status: 404, body: { message: '404 Not Found' } };
      return start(state, String(ref), Object(variables), 'pipeline');
    },
    [`POST ${project}/merge_requests`]: allowed(state, writers, (asked) => {
      const { source_branch: head, target_branch: base, title = '', description: body = '' } = jsonBody(asked);
      const wish = { head: String(head), base: String(base), title: String(title), body: String(body) };
      const problem = openingProblem(state, wish.head, wish.base);
      if (problem === 'open') return conflict(openChangeOf(state, wish.head, wish.base)?.number);
      if (problem === 'missing') return { status: 400, body: { message: ['Source branch does not exist'] } };
      return { status: 201, body: mergeRequestShape(state, openNewChange(state, wish)) };
    }),
  };
}

function start(state: ForgeState, ref: string, variables: Record<string, unknown>, source: string): FakeResponse {
  const refused = (reason: string): FakeResponse => ({ status: 400, body: { message: { base: [reason] } } });
  if (!state.branches.has(ref)) return refused('Reference not found');
  if (Object.keys(variables).length > 0 && !state.settings.pipelineVariables)
    return refused('Insufficient permissions to set pipeline variables');
  const run = addDispatchedRun(state, { branch: ref, event: source, inputs: variables });
  return { status: 201, body: pipelineShape(state, run) };
}

function conflict(number: number | undefined): FakeResponse {
  const message = [`Another open merge request already exists for this source branch: !${number}`];
  return { status: 409, body: { message } };
}
