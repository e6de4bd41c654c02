import { type DispatchedRun, forgeErrors, type Workflows } from '@weighbridge/core';
import * as z from 'zod';
import { isStatus, refused } from '../http/failure.ts';
import type { Question } from '../http/rest.ts';
import { type GitlabClient, known, openWriting, reading } from './client.ts';

const pipeline = z.looseObject({
  id: z.number(),
  web_url: z.string(),
  status: z.string(),
  source: z.string().nullish(),
});

/** Of pipelines that were asked for: by the API, a trigger's token, a job's token. */
const asked = new Set(['api', 'trigger', 'pipeline']);

type Wish = Parameters<Workflows['dispatch']>[0];

/** A project has one pipeline, so the workflow's name decides nothing here: the inputs, which become variables, do. */
export function gitlabWorkflows(client: GitlabClient): Workflows {
  return {
    dispatch: (run) => dispatch(client, run),
    latest: ({ branch }) => latest(client, branch),
  };
}

async function dispatch(client: GitlabClient, wish: Wish): Promise<DispatchedRun> {
  const question = questionOf(client, wish);
  try {
    const made = await known(client, client.rest.json(pipeline, question));
    // A job's token is answered 404 by a project that does not let it in.
    if (made === undefined) throw refused(question, 404);
    return { id: String(made.id), url: made.web_url };
  } catch (error) {
    if (!isStatus(error, 400, 422)) throw error;
    const { detail } = error;
    const what = 'a pipeline';
    throw forgeErrors.dispatchRefused({
      forge: 'GitLab',
      what,
      branch: wish.branch,
      reason: detail,
      cure: cureOf(detail),
    });
  }
}

/** The job's own token starts pipelines as a trigger's token does; all others by the API. */
function questionOf(client: GitlabClient, { branch: ref, inputs }: Wish): Question {
  const variables = Object.entries(inputs).map(([key, value]) => [variableName(key), value] as const);
  if (client.tokenKind === 'job') {
    const body = { token: client.rest.service.token, ref, variables: Object.fromEntries(variables) };
    return client.about('POST', '/trigger/pipeline', openWriting(client), { body });
  }
  const body = { ref, variables: variables.map(([key, value]) => ({ key, value })) };
  return client.about('POST', '/pipeline', openWriting(client), { body });
}

/** `train-from` is `WEIGHBRIDGE_TRAIN_FROM`. */
function variableName(key: string): string {
  return `WEIGHBRIDGE_${key.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}`;
}

function cureOf(detail: string): string {
  if (/set pipeline variables/i.test(detail))
    return 'Allow Developers: Settings → CI/CD → Variables → Minimum role to use pipeline variables.';
  if (/would have been empty|filtered out|no stages/i.test(detail))
    return 'Let the `rules:` of .gitlab-ci.yml run the training for pipelines that are started with these variables.';
  return 'Check .gitlab-ci.yml on that branch.';
}

async function latest(client: GitlabClient, branch: string): ReturnType<Workflows['latest']> {
  const query = { ref: branch, order_by: 'id', sort: 'desc', per_page: 100 };
  const found = await known(
    client,
    client.rest.json(pipeline.array(), client.about('GET', '/pipelines', reading, { query })),
  );
  const newest = found?.find(({ source }) => asked.has(source ?? ''));
  return newest && { id: String(newest.id), url: newest.web_url, state: stateOf(newest.status) };
}

function stateOf(status: string): 'running' | 'passed' | 'failed' {
  if (status === 'success') return 'passed';
  return ['failed', 'canceled', 'skipped'].includes(status) ? 'failed' : 'running';
}
