import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, flattenParams, inputErrors, modelKey, type RunRecord, type Training } from '@weighbridge/core';
import { parse, YAMLParseError } from 'yaml';
import type { Context } from '../command.ts';
import { readBytesIfThere, sha256 } from '../workspace/bytes.ts';
import type { Weighing } from './weighing.ts';

/** What went into the model, as far as the policy names files that are here. */
export interface Inputs {
  readonly data: NonNullable<RunRecord['data']>;
  readonly training: Training;
  readonly evaluationData?: Digest;
  readonly key: Digest;
}

/** Lockfiles that are looked for at the root, the most exact first. */
const lockfileNames = [
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'conda-lock.yml',
  'requirements.txt',
  'package-lock.json',
] as const;

/** Digests data, params, lockfile and outputs, and makes the key of everything that went in. */
export async function collectInputs({ context, model }: Weighing): Promise<Inputs> {
  const datasets = await readDatasets(context, model.data);
  const params = model.train.params === undefined ? undefined : await readParams(context, model.train.params);
  const lockfile = await findLockfile(context);
  const outputs = await readOutputs(context, model.train.outputs);
  const tree = await inputTree(context);
  const data = Object.fromEntries(datasets.map(({ name, digest }) => [name, digest]));
  const known = { ...(params ? { params: params.digest } : {}), ...(lockfile ? { lockfile: lockfile.digest } : {}) };
  const evaluationData = data['evaluation'];
  return {
    data: { datasets },
    training: { ...(params ? { params } : {}), environment: lockfile ? { lockfile } : {}, outputs },
    ...(evaluationData ? { evaluationData } : {}),
    key: modelKey({ tree, ignore: model.train.ignore, data, ...known }, sha256),
  };
}

/** On a developer's machine uncommitted edits count; in CI the commit is what is weighed, whatever a step left behind. */
async function inputTree({ repository, runner }: Context): Promise<readonly { path: string; blob: string }[]> {
  if (!repository) return [];
  return repository.tree(runner.kind === 'local' ? undefined : await repository.head());
}

async function readDatasets(
  { root, data }: Context,
  wanted: Readonly<Record<string, { readonly path: string }>>,
): Promise<{ name: string; path: string; digest: Digest }[]> {
  const found = await Promise.all(
    Object.entries(wanted).map(async ([name, { path }]) => ({
      name,
      path,
      digest: await digestIfThere(root, path, data),
    })),
  );
  // A light job that only weighs has no data; what is not here is simply not in the record.
  return found.flatMap(({ name, path, digest }) => (digest ? [{ name, path, digest }] : []));
}

async function digestIfThere(root: string, path: string, data: Context['data']): Promise<Digest | undefined> {
  const file = join(root, path);
  const there = await stat(file).catch(absent);
  return there?.isFile() ? data.digestFile(file) : undefined;
}

async function readParams({ root }: Context, path: string): Promise<NonNullable<Training['params']>> {
  const bytes = await readBytesIfThere(join(root, path));
  if (bytes === undefined) throw inputErrors.noParams({}, { place: { file: path } });
  return { path, digest: sha256(bytes), values: flattenParams(parseParams(new TextDecoder().decode(bytes), path)) };
}

/** JSON is YAML, so one parser reads both. */
function parseParams(text: string, path: string): unknown {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    const at = cause instanceof YAMLParseError ? cause.linePos?.[0] : undefined;
    const place = { file: path, ...(at ? { line: at.line, column: at.col } : {}) };
    throw inputErrors.badParams({}, { place, cause });
  }
}

async function findLockfile({ root }: Context): Promise<{ path: string; digest: Digest } | undefined> {
  for (const path of lockfileNames) {
    const bytes = await readBytesIfThere(join(root, path));
    if (bytes) return { path, digest: sha256(bytes) };
  }
  return undefined;
}

async function readOutputs(
  { root, data }: Context,
  outputs: Readonly<Record<string, string>>,
): Promise<Training['outputs']> {
  const found = await Promise.all(
    Object.entries(outputs).map(async ([name, path]) => {
      const file = join(root, path);
      const there = await stat(file).catch(absent);
      return there?.isFile() ? [{ name, path, digest: await data.digestFile(file), bytes: there.size }] : [];
    }),
  );
  return found.flat();
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
