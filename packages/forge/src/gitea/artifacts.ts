import { type Artifact, type Artifacts, forgeErrors, type Run } from '@weighbridge/core';
import * as z from 'zod';
import { download } from '../http/download.ts';
import { collect, countedPages } from '../http/rest-pages.ts';
import { present } from '../runner/environment.ts';
import { newestFirst } from '../text.ts';
import { getPull, isFork } from './changes.ts';
import { type GiteaClient, known, parts } from './client.ts';

const needs = 'actions: read';

const run = z.looseObject({
  id: z.number(),
  event: z.string(),
  head_branch: z.string().optional(),
  head_sha: z.string(),
  /** `model.yml@refs/pull/1/head`: the only place where a run names its pull request, or its tag. */
  path: z.string(),
  conclusion: z.string().optional(),
  run_attempt: z.number(),
  repository: z.looseObject({ full_name: z.string() }),
});
const runs = z.looseObject({ total_count: z.number(), workflow_runs: z.looseObject({ id: z.number() }).array() });
const artifact = z.looseObject({
  id: z.number(),
  name: z.string(),
  size_in_bytes: z.number(),
  expired: z.boolean(),
  created_at: z.string().optional(),
  digest: z.string().optional(),
});
const artifacts = z.looseObject({ total_count: z.number(), artifacts: artifact.array().nullable() });

export function giteaArtifacts(client: GiteaClient): Artifacts {
  return {
    ofCommit: (commit, prefix) => ofCommit(client, commit, prefix),
    ofRun: (runId, prefix) => ofRun(client, runId, prefix),
    run: (runId) => getRun(client, runId),
    download: (wanted, limit) => fetchArchive(client, wanted, limit),
  };
}

async function ofCommit(client: GiteaClient, commit: string, prefix: string): Promise<readonly Artifact[]> {
  const question = client.about('GET', '/actions/runs', needs, { query: { head_sha: commit } });
  const found = countedPages(client.rest, question, runs, (body) => ({
    items: body.workflow_runs,
    total: body.total_count,
  }));
  const all: Artifact[] = [];
  for (const { id } of (await known(client, collect(found), parts.runs)) ?? [])
    all.push(...(await ofRun(client, String(id), prefix)));
  return newestFirst(all);
}

async function ofRun(client: GiteaClient, runId: string, prefix: string): Promise<readonly Artifact[]> {
  const question = client.about('GET', `/actions/runs/${encodeURIComponent(runId)}/artifacts`, needs);
  const pages = countedPages(client.rest, question, artifacts, (body) => ({
    items: body.artifacts ?? [],
    total: body.total_count,
  }));
  const all = await known(client, collect(pages), parts.runs);
  if (all === undefined) throw notFound(client, runId);
  const wanted = all.filter(({ name }) => name.startsWith(prefix));
  return newestFirst(
    wanted.map(({ id, name, size_in_bytes: bytes, expired, created_at: createdAt, digest }) => ({
      id: String(id),
      name,
      runId,
      bytes,
      expired,
      ...present({ digest, createdAt }),
    })),
  );
}

async function getRun(client: GiteaClient, runId: string): Promise<Run> {
  const path = `/actions/runs/${encodeURIComponent(runId)}`;
  const data = await known(client, client.rest.json(run, client.about('GET', path, needs)), parts.runs);
  if (data === undefined) throw notFound(client, runId);
  return {
    id: String(data.id),
    event: data.event,
    ...(await originOf(client, data)),
    commit: data.head_sha,
    repository: data.repository.full_name,
    ...present({ conclusion: data.conclusion }),
    // Gitea 1.26 leaves the field at 0.
    attempt: Math.max(1, data.run_attempt),
  };
}

/** Gitea names no head repository: for a pull request's run it is asked from the pull request, else it is our own. */
async function originOf(
  client: GiteaClient,
  data: z.output<typeof run>,
): Promise<Pick<Run, 'branch' | 'headRepository' | 'change'>> {
  const [, tag] = /@(refs\/tags\/.+)$/.exec(data.path) ?? [];
  if (tag !== undefined) return { branch: tag, headRepository: data.repository.full_name };
  const [, number] = /@refs\/pull\/(\d+)\//.exec(data.path) ?? [];
  if (number === undefined) return { branch: data.head_branch ?? '', headRepository: data.repository.full_name };
  const pull = await getPull(client, Number(number));
  const home = isFork(pull) ? (pull.head.repo?.full_name ?? '') : data.repository.full_name;
  return { branch: pull.head.ref, headRepository: home, change: pull.number };
}

function notFound({ rest }: GiteaClient, id: string): Error {
  return forgeErrors.runNotFound({ run: id, repository: rest.service.repository });
}

function fetchArchive({ rest, about }: GiteaClient, { id, name }: Artifact, limit: number): Promise<Uint8Array> {
  const call = about('GET', `/actions/artifacts/${encodeURIComponent(id)}/zip`, needs);
  const url = `${rest.service.apiUrl}${call.route}`;
  return download(rest.service, { url, headers: rest.headers, call, name, limit });
}
