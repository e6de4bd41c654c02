import { join } from 'node:path';
import {
  type Changed,
  type Digest,
  describeChanged,
  type FileDelta,
  type FlatParams,
  flattenParams,
  isLockfile,
  lfsPointer,
  type ModelPolicy,
  type Refs,
  type Repository,
  type RunRecord,
  type Sides,
} from '@weighbridge/core';
import { parse } from 'yaml';
import { readBytesIfThere, sha256 } from '../workspace/bytes.ts';

/** What is compared, and who can read both sides. */
export interface ChangedQuestion {
  readonly repository: Repository;
  readonly refs: Refs | undefined;
  readonly base: string;
  /** A commit; undefined is the working tree, uncommitted and new files included. */
  readonly head: string | undefined;
  readonly model: ModelPolicy;
  /** Path of the policy in the repository. */
  readonly policyFile: string;
  /** What changed in the policy, as the policy's own diff says it. */
  readonly policy: Changed['policy'];
  readonly baseline: RunRecord | undefined;
  readonly candidate: RunRecord;
}

type Unknown = Changed['unknown'][number];

/** A value, or why it is not known. */
type Known<T> = { readonly value: T | undefined } | { readonly why: string };

/** Reads data, code, params and environment at both sides and describes what moved; what cannot be read is said. */
export async function collectChanged(question: ChangedQuestion): Promise<Changed> {
  const { repository, base, head, model, policyFile, policy, baseline, candidate } = question;
  const unknown: Unknown[] = [];
  const files = (await repository.has(base)) ? await repository.diff(base, head) : undefined;
  if (!files) {
    for (const what of ['code', 'environment']) unknown.push({ what, why: 'the base commit is not in this clone' });
  }
  const data = await dataSides(question, unknown);
  const params = await paramsSides(question, unknown);
  const lockfiles = await lockfileSides(question, files ?? []);
  return describeChanged({
    data,
    files: files ?? [],
    notCode: notCode(model, policyFile, files ?? []),
    params,
    lockfiles,
    interpreter: interpreters(baseline, candidate),
    policy,
    unknown,
  });
}

/** Paths that are reported under another name than code, or are results. */
function notCode(
  { data, train, evaluate }: ModelPolicy,
  policyFile: string,
  files: readonly FileDelta[],
): readonly string[] {
  const datasets = Object.values(data).flatMap(({ path }) => [path, `${path}.dvc`]);
  const results = [...Object.values(train.outputs), ...evaluate.metrics.map(({ file }) => file), '.weighbridge/'];
  const lockfiles = files.map(({ path }) => path).filter(isLockfile);
  const schemas = Object.values(data).flatMap(({ schema }) => schema?.split('#', 1) ?? []);
  return [
    ...datasets,
    ...schemas,
    ...results,
    ...lockfiles,
    policyFile,
    ...(train.params === undefined ? [] : [train.params]),
  ];
}

/** Without an interpreter on one of the sides nothing is said about it: most records of files do not know theirs. */
function interpreters(baseline: RunRecord | undefined, candidate: RunRecord): Sides<string> {
  const was = baseline?.training?.environment.interpreter;
  const now = candidate.training?.environment.interpreter;
  return was === undefined || now === undefined ? { was: undefined, now: undefined } : { was, now };
}

async function dataSides(question: ChangedQuestion, unknown: Unknown[]) {
  const sides: ({ dataset: string; path: string } & Sides<Digest>)[] = [];
  for (const [dataset, { path }] of Object.entries(question.model.data)) {
    const was = await digestAtBase(question, dataset, path);
    const now = await digestNow(question, dataset, path);
    if ('why' in was) unknown.push({ what: `data ${dataset}`, why: was.why });
    else if ('why' in now) unknown.push({ what: `data ${dataset}`, why: now.why });
    else sides.push({ dataset, path, was: was.value, now: now.value });
  }
  return sides;
}

/** From the base's record, which knows data outside git too; else from the file in git, LFS pointers followed. */
async function digestAtBase(
  { repository, base, baseline, model, head }: ChangedQuestion,
  dataset: string,
  path: string,
): Promise<Known<Digest>> {
  const recorded = baseline?.data?.datasets.find(({ name }) => name === dataset)?.digest;
  if (recorded !== undefined) return { value: recorded };
  if (dataset === 'evaluation' && baseline?.evaluation?.digests.data)
    return { value: baseline.evaluation.digests.data };
  if (!(await repository.has(base)))
    return { why: 'the base has no record of it, and its commit is not in this clone' };
  const blob = await repository.file(base, path);
  if (blob) return { value: lfsPointer(blob) ?? sha256(blob) };
  const tracked = (await repository.tree(head)).some((file) => file.path === path);
  return tracked
    ? { value: undefined }
    : { why: `${model.name}'s base has no record of it, and ${path} is not in git` };
}

async function digestNow(
  { repository, head, candidate }: ChangedQuestion,
  dataset: string,
  path: string,
): Promise<Known<Digest>> {
  const recorded = candidate.data?.datasets.find(({ name }) => name === dataset)?.digest;
  if (recorded !== undefined) return { value: recorded };
  const bytes = await bytesNow(repository, head, path);
  if (bytes) return { value: lfsPointer(bytes) ?? sha256(bytes) };
  return { why: `${path} is not here` };
}

async function paramsSides(question: ChangedQuestion, unknown: Unknown[]): Promise<Sides<FlatParams>> {
  const { params } = question.model.train;
  const none = { was: undefined, now: undefined };
  if (params === undefined) return none;
  try {
    const [was, now] = [await textAtBase(question, params), await textNow(question, params)];
    return { was: flat(was), now: flat(now) };
  } catch (error) {
    unknown.push({
      what: 'params',
      why: `${params} cannot be read at both commits: ${error instanceof Error ? error.message : String(error)}`,
    });
    return none;
  }
}

/** YAML reads JSON as well; another format is one value. */
function flat(text: string | undefined): FlatParams | undefined {
  return text === undefined ? undefined : flattenParams(parse(text));
}

async function lockfileSides(question: ChangedQuestion, files: readonly FileDelta[]) {
  const paths = files.map(({ path }) => path).filter(isLockfile);
  return Promise.all(
    paths.map(async (path) => ({ path, was: await textAtBase(question, path), now: await textNow(question, path) })),
  );
}

async function textAtBase({ repository, refs, base }: ChangedQuestion, path: string): Promise<string | undefined> {
  if (await repository.has(base)) return textOf(await repository.file(base, path));
  if (!refs) throw new Error('the base commit is not in this clone');
  return refs.file(path, base);
}

async function textNow({ repository, head }: ChangedQuestion, path: string): Promise<string | undefined> {
  return textOf(await bytesNow(repository, head, path));
}

function bytesNow(repository: Repository, head: string | undefined, path: string): Promise<Uint8Array | undefined> {
  return head === undefined ? readBytesIfThere(join(repository.root, path)) : repository.file(head, path);
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
