import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import {
  type Digest,
  dataErrors,
  decisionPath,
  flattenParams,
  inputErrors,
  type KeyInputs,
  type MachineFacts,
  type ModelPolicy,
  modelKey,
  type RunRecord,
  type Training,
} from '@weighbridge/core';
import { parse, YAMLParseError } from 'yaml';
import type { Context } from '../command.ts';
import { readBytesIfThere, sha256 } from '../workspace/bytes.ts';
import { repositoryPath } from './base-policy.ts';
import { absent, digestDataset } from './dataset-digest.ts';
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

/**
 * Digests data, params, lockfile and outputs, and makes the key of everything that went in. `machine` is where the
 * command is about to run: its interpreter and GPU go into the key, with the `variables` that it sees, and data that is not here is refused (UserError
 * WB3001), for the key would not cover it. Without a machine what is not here is simply not in the record: a light job
 * that only weighs has no data.
 */
export async function collectInputs(
  { context, model }: Weighing,
  machine?: MachineFacts,
  variables: KeyInputs['variables'] = {},
): Promise<Inputs> {
  const datasets = await readDatasets(context, model.data);
  if (machine) await refuseMissing(context, model, datasets);
  const params = model.train.params === undefined ? undefined : await readParams(context, model.train.params);
  const lockfile = await findLockfile(context);
  const outputs = await readOutputs(context, model.train.outputs);
  const decision = repositoryPath(context, decisionPath(model.name));
  // Why it is trained anew says nothing of what it is trained on.
  const tree = (await inputTree(context, model)).filter(({ path }) => path !== decision);
  const data = Object.fromEntries(datasets.map(({ name, digest }) => [name, digest]));
  const known = { ...(params ? { params: params.digest } : {}), ...(lockfile ? { lockfile: lockfile.digest } : {}) };
  const made = environmentOf(model, machine);
  const evaluationData = data['evaluation'];
  return {
    data: { datasets },
    training: { ...(params ? { params } : {}), environment: { ...(lockfile ? { lockfile } : {}), ...made }, outputs },
    ...(evaluationData ? { evaluationData } : {}),
    key: modelKey({ tree, ignore: model.train.ignore, data, ...known, ...made, ...askedOf(model), variables }, sha256),
  };
}

/** What the policy asks of the command; whatever `train.ignore` says of the policy's file. */
function askedOf({ train }: ModelPolicy): Pick<KeyInputs, 'command' | 'repeat' | 'outputs'> {
  if (train.run === undefined) return {};
  return { command: train.run, repeat: train.repeat, outputs: train.outputs };
}

/** What the command runs on, of a policy that has a command. */
function environmentOf(
  { train }: ModelPolicy,
  machine: MachineFacts | undefined,
): { readonly interpreter?: string; readonly image?: string; readonly gpu?: string } {
  if (train.run === undefined) return {};
  const gpu = machine?.gpu.devices[0]?.name;
  return {
    ...(machine?.interpreter === undefined ? {} : { interpreter: machine.interpreter }),
    ...(train.image === undefined ? {} : { image: train.image }),
    ...(gpu === undefined ? {} : { gpu }),
  };
}

/**
 * On a developer's machine uncommitted edits count; in CI the commit is what is weighed, whatever a step left behind. What
 * training writes is not an input: on a developer's machine it lies in the tree, changed, when the key is made again.
 */
async function inputTree({ repository, runner }: Context, model: ModelPolicy): Promise<readonly TreeFile[]> {
  if (!repository) return [];
  const head = await repository.head();
  if (runner.kind !== 'local') return repository.tree(head);
  const written = writtenBy(model);
  const committed = head === undefined ? [] : await repository.tree(head);
  const here = (await repository.tree(undefined)).filter(({ path }) => !written(path));
  return [...here, ...committed.filter(({ path }) => written(path))];
}

type TreeFile = { readonly path: string; readonly blob: string };

/** Whether training writes a path: its outputs, its checkpoint, the numbers that it measures. */
function writtenBy({ train, evaluate }: ModelPolicy): (path: string) => boolean {
  if (train.run === undefined) return () => false;
  const checkpoint = train.resume === undefined ? [] : [train.resume.checkpoint];
  const files = evaluate.metrics.map(({ file }) => file);
  const paths = [...Object.values(train.outputs), ...checkpoint, ...files].map((path) => normalize(path));
  return (path) => paths.some((written) => path === written || path.startsWith(`${written}/`));
}

/** `./model/` as git writes it: `model`. */
function normalize(path: string): string {
  return posix.normalize(path).replace(/\/$/u, '');
}

async function readDatasets({ root, data }: Context, wanted: ModelPolicy['data']): Promise<Inputs['data']['datasets']> {
  const found = await Promise.all(
    Object.entries(wanted).map(async ([name, { path }]) => {
      const facts = await digestDataset(root, path, data);
      return facts ? [{ name, path, ...facts }] : [];
    }),
  );
  return found.flat();
}

async function refuseMissing(
  { root }: Context,
  { data }: ModelPolicy,
  found: Inputs['data']['datasets'],
): Promise<void> {
  for (const [name, { path }] of Object.entries(data)) {
    if (found.some((dataset) => dataset.name === name)) continue;
    const pointer = await stat(join(root, `${normalize(path)}.dvc`)).catch(absent);
    throw dataErrors.missingFile({ dvc: pointer?.isFile() ?? false }, { place: { file: path } });
  }
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
