import { type DispatchedRun, forgeErrors, PermissionError, type Workflows } from '@weighbridge/core';
import * as z from 'zod';
import { isStatus, orHidden, orMissing } from '../http/failure.ts';
import { present } from '../runner/environment.ts';
import { workflowFile } from '../workflow-name.ts';
import { confirmReadable, type GiteaClient, known, parts } from './client.ts';
import { giteaRefs } from './refs.ts';

const write = 'actions: write';
const read = 'actions: read';

type Wish = Parameters<Workflows['dispatch']>[0];

const started = z.looseObject({ workflow_run_id: z.number(), html_url: z.string().optional() });
const workflowState = z.looseObject({ state: z.string() });
const run = z.looseObject({
  id: z.number(),
  /** `train.yml@refs/heads/main`. */
  path: z.string().nullish(),
  event: z.string().nullish(),
  head_branch: z.string().nullish(),
  status: z.string(),
  conclusion: z.string().nullish(),
  html_url: z.string().nullish(),
});
const runs = z.looseObject({ workflow_runs: run.array().nullable() });

/** Gitea's own default; the first one that is there holds all workflows. */
const folders = ['.gitea/workflows', '.github/workflows'];

/** Since Gitea 1.23; from 1.26 on the answer names the run. */
export function giteaWorkflows(client: GiteaClient): Workflows {
  return {
    dispatch: ({ workflow, ...wish }) => dispatch(client, { ...wish, workflow: workflowFile(workflow) }),
    latest: ({ workflow, branch }) => latest(client, { workflow: workflowFile(workflow), branch }),
  };
}

async function dispatch(client: GiteaClient, wish: Wish): Promise<DispatchedRun> {
  const { workflow, branch, inputs } = wish;
  await checkTrigger(client, wish);
  const path = `/actions/workflows/${encodeURIComponent(workflow)}/dispatches`;
  const more = { query: { return_run_details: 'true' }, body: { ref: branch, inputs } };
  try {
    const { text } = await client.rest.ask(client.about('POST', path, write, more));
    // 204 has no text.
    if (text.trim() === '') return {};
    const { workflow_run_id: id, html_url: url } = started.parse(JSON.parse(text));
    return { id: String(id), ...present({ url }) };
  } catch (error) {
    throw await meaning(client, wish, error);
  }
}

/** Gitea starts a workflow that asks for no dispatch as well, and drops the inputs without a word: so its text is read. */
async function checkTrigger(client: GiteaClient, { workflow, branch }: Wish): Promise<void> {
  const { file } = giteaRefs(client);
  for (const folder of folders) {
    const text = await orHidden(file(`${folder}/${workflow}`, branch));
    if (text === undefined) continue;
    if (!/\bworkflow_dispatch\b/.test(text)) throw forgeErrors.noDispatch({ workflow, branch });
    return;
  }
}

async function meaning(client: GiteaClient, wish: Wish, error: unknown): Promise<unknown> {
  const { workflow, branch } = wish;
  const refusal = { forge: 'Gitea', what: workflow, branch };
  if (error instanceof PermissionError && (await isDisabled(client, workflow))) {
    const cure = `Switch it on: Actions → ${workflow} → Enable workflow.`;
    return forgeErrors.dispatchRefused({ ...refusal, reason: 'the workflow is switched off', cure });
  }
  if (!isStatus(error, 400, 404, 422)) return error;
  if (isStatus(error, 404)) {
    await confirmReadable(client, { ...parts.runs, needs: write });
    if (!/\bref\b/.test(error.detail))
      return forgeErrors.workflowNotFound({ repository: client.rest.service.repository, workflow, branch });
  }
  return forgeErrors.dispatchRefused({ ...refusal, reason: error.detail, cure: `Check ${workflow} on ${branch}.` });
}

/** Gitea answers 403 for a workflow that was switched off, too. */
async function isDisabled({ rest, about }: GiteaClient, workflow: string): Promise<boolean> {
  const question = about('GET', `/actions/workflows/${encodeURIComponent(workflow)}`, read);
  const found = await orHidden(orMissing(rest.json(workflowState, question)));
  return found?.state.startsWith('disabled') === true;
}

/** Servers that do not know the filters answer with runs of all branches and events. */
async function latest(
  client: GiteaClient,
  { workflow, branch }: Parameters<Workflows['latest']>[0],
): ReturnType<Workflows['latest']> {
  const query = { branch, event: 'workflow_dispatch', limit: 50 };
  const question = client.about('GET', '/actions/runs', read, { query });
  const answer = await known(client, client.rest.json(runs, question), parts.runs);
  const own = (answer?.workflow_runs ?? []).filter(
    ({ head_branch: head, event, path }) =>
      head === branch && event === 'workflow_dispatch' && workflowFile(path?.split('@')[0] ?? '') === workflow,
  );
  const [newest] = own.sort((a, b) => b.id - a.id);
  if (newest === undefined) return undefined;
  const state = stateOf(newest.status, newest.conclusion ?? '');
  return { id: String(newest.id), state, ...present({ url: newest.html_url ?? undefined }) };
}

function stateOf(status: string, conclusion: string): 'running' | 'passed' | 'failed' {
  if (status !== 'completed') return 'running';
  return conclusion === 'success' ? 'passed' : 'failed';
}
