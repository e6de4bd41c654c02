import { type Artifact, type Artifacts, forgeErrors, type Run } from '@weighbridge/core';
import * as z from 'zod';
import { download } from '../http/download.ts';
import { orHidden, orMissing } from '../http/failure.ts';
import { collect, linkedPages } from '../http/rest-pages.ts';
import { present } from '../runner/environment.ts';
import { newestFirst } from '../text.ts';
import { getMergeRequest } from './changes.ts';
import { type GitlabClient, known, reading } from './client.ts';

const pipeline = z.looseObject({
  id: z.number(),
  source: z.string(),
  ref: z.string(),
  sha: z.string(),
  status: z.string(),
  /** Whether `ref` is a tag's name; a branch may have the same. Lists do not say it. */
  tag: z.boolean().optional(),
});
const job = z.looseObject({
  id: z.number(),
  name: z.string(),
  created_at: z.string().nullish(),
  artifacts_expire_at: z.string().nullish(),
  /** The archive: absent when the job left none, or when it has expired. */
  artifacts_file: z.looseObject({ filename: z.string(), size: z.number() }).nullish(),
});
const project = z.looseObject({ path_with_namespace: z.string() });

/** A pipeline still running has no conclusion. */
const finished = new Set(['success', 'failed', 'canceled', 'skipped']);

/** A pipeline is the run; a job's archive is the artifact, named by `artifacts: name` of the job. */
export function gitlabArtifacts(client: GitlabClient): Artifacts {
  return {
    ofCommit: (commit, prefix) => ofCommit(client, commit, prefix),
    ofRun: (runId, prefix) => ofRun(client, runId, prefix),
    run: (runId) => getRun(client, runId),
    download: (artifact, limit) => fetchArchive(client, artifact, limit),
  };
}

async function ofCommit(client: GitlabClient, commit: string, prefix: string): Promise<readonly Artifact[]> {
  const question = client.about('GET', '/pipelines', reading, { query: { sha: commit } });
  const all: Artifact[] = [];
  for await (const { id } of linkedPages(client.rest, pipeline, question)) {
    all.push(...(await ofRun(client, String(id), prefix)));
  }
  return newestFirst(all);
}

async function ofRun(client: GitlabClient, runId: string, prefix: string): Promise<readonly Artifact[]> {
  const question = client.about('GET', `/pipelines/${encodeURIComponent(runId)}/jobs`, reading);
  const jobs = await known(client, collect(linkedPages(client.rest, job, question)));
  if (jobs === undefined) throw notFound(client, runId);
  return newestFirst(jobs.flatMap((item) => archiveOf(item, runId)).filter(({ name }) => name.startsWith(prefix)));
}

function archiveOf(item: z.output<typeof job>, runId: string): readonly Artifact[] {
  const { artifacts_file: file, created_at: createdAt } = item;
  if (!file) return [];
  const name = file.filename.replace(/\.zip$/, '');
  const fields = { id: String(item.id), name, runId, bytes: file.size, expired: false };
  return [{ ...fields, ...present({ createdAt: createdAt ?? undefined }) }];
}

async function getRun(client: GitlabClient, runId: string): Promise<Run> {
  const question = client.about('GET', `/pipelines/${encodeURIComponent(runId)}`, reading);
  const data = await known(client, client.rest.json(pipeline, question));
  if (data === undefined) throw notFound(client, runId);
  return {
    id: String(data.id),
    event: data.source,
    ...(await originOf(client, data)),
    commit: data.sha,
    repository: client.rest.service.repository,
    ...present({ conclusion: finished.has(data.status) ? data.status : undefined }),
    attempt: 1,
  };
}

/** A merge request's pipeline runs on `refs/merge-requests/5/head` (or merge, train), and its code may be a fork's. */
async function originOf(
  client: GitlabClient,
  { ref, tag }: z.output<typeof pipeline>,
): Promise<Pick<Run, 'branch' | 'headRepository' | 'change'>> {
  const { repository } = client.rest.service;
  if (tag) return { branch: `refs/tags/${ref}`, headRepository: repository };
  const [, number] = /^refs\/merge-requests\/(\d+)\//.exec(ref) ?? [];
  if (number === undefined) return { branch: ref, headRepository: repository };
  const request = await getMergeRequest(client, Number(number));
  const { source_project_id: source, target_project_id: target, source_branch: branch } = request;
  const change = request.iid;
  if (source === target) return { branch, headRepository: repository, change };
  if (source === null) return { branch, headRepository: '', change };
  const path = `/projects/${source}`;
  const fork = await orHidden(orMissing(client.rest.json(project, client.ofInstance(path, reading))));
  return { branch, headRepository: fork?.path_with_namespace ?? path.slice(1), change };
}

function notFound({ rest }: GitlabClient, id: string): Error {
  return forgeErrors.runNotFound({ run: id, repository: rest.service.repository });
}

function fetchArchive({ rest, about }: GitlabClient, { id, name }: Artifact, limit: number): Promise<Uint8Array> {
  const call = about('GET', `/jobs/${encodeURIComponent(id)}/artifacts`, reading);
  const url = `${rest.service.apiUrl}${call.route}`;
  return download(rest.service, { url, headers: rest.headers, call, name, limit });
}
