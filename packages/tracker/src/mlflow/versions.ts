import { type Digest, digest, registryErrors, type TrackedVersion } from '@weighbridge/core';
import * as z from 'zod';
import { ask, type Call, MlflowError, orMissing, orRefused } from './ask.ts';
import { tagValue } from './limits.ts';
import type { Server } from './server.ts';

const tags = z.array(z.looseObject({ key: z.string(), value: z.string().default('') })).default([]);
const modelVersion = z.looseObject({ name: z.string(), version: z.coerce.string(), tags });
const oneVersion = z.looseObject({ model_version: modelVersion });
const anything = z.looseObject({});

/** A version of the registered model as MLflow has it, with what our tags say. */
export interface MlflowVersion {
  /** MLflow's own number. */
  readonly number: string;
  readonly model: string | undefined;
  readonly version: string | undefined;
  readonly digest: Digest | undefined;
}

function versionOf({ version: number, tags: all }: z.output<typeof modelVersion>): MlflowVersion {
  const tag = (name: string): string | undefined => all.find(({ key }) => key === `weighbridge.${name}`)?.value;
  const bytes = digest.safeParse(tag('model'));
  return { number, model: tag('name'), version: tag('version'), digest: bytes.success ? bytes.data : undefined };
}

const unregistered = 'No version was registered.';

/** The registered model, made when it is not there. */
export async function ensureModel(server: Server): Promise<void> {
  const name = server.registeredModel;
  const get: Call = { method: 'GET', path: 'registered-models/get', query: { name }, outcome: unregistered };
  if ((await orRefused(server, 'the registered model', orMissing(ask(server, get, anything)))) !== undefined) return;
  const create: Call = { method: 'POST', path: 'registered-models/create', body: { name }, outcome: unregistered };
  try {
    await ask(server, create, anything);
  } catch (error) {
    const exists = error instanceof MlflowError && error.code === 'RESOURCE_ALREADY_EXISTS';
    if (!exists) await orRefused(server, 'the registered model', Promise.reject(error));
  }
}

/** Our version in MLflow; undefined when it has none of that name. */
export function findVersion(server: Server, model: string, version: string): Promise<MlflowVersion | undefined> {
  return server.isGitlab ? findInGitlab(server, version) : search(server, model, version);
}

async function search(server: Server, model: string, version: string): Promise<MlflowVersion | undefined> {
  const filter = `${nameFilter(server.registeredModel)}tags.\`weighbridge.version\` = '${version}'`;
  const shape = z.looseObject({
    model_versions: z.array(modelVersion).default([]),
    next_page_token: z.string().optional(),
  });
  let token: string | undefined;
  do {
    const query = { filter, max_results: '200', ...(token === undefined ? {} : { page_token: token }) };
    const call: Call = { method: 'GET', path: 'model-versions/search', query, outcome: unregistered };
    const page = await orRefused(server, 'the search of versions', ask(server, call, shape));
    const named = page.model_versions.filter(({ name }) => name === server.registeredModel);
    const own = named.map(versionOf).find((one) => one.version === version && one.model === model);
    if (own) return own;
    token = page.next_page_token || undefined;
  } while (token !== undefined);
  return undefined;
}

/** MLflow knows two kinds of quotes and no way to write one within its own; what that leaves out is sorted out here. */
function nameFilter(name: string): string {
  if (name.includes('\\') || (name.includes("'") && name.includes('"'))) return '';
  const quote = name.includes("'") ? '"' : "'";
  return `name=${quote}${name}${quote} and `;
}

/** GitLab's versions are called as ours, less the `v`. */
async function findInGitlab(server: Server, version: string): Promise<MlflowVersion | undefined> {
  const query = { name: server.registeredModel, version: version.replace(/^v/u, '') };
  const call: Call = { method: 'GET', path: 'model-versions/get', query, outcome: unregistered };
  const found = await orRefused(server, 'the version', orMissing(ask(server, call, oneVersion)));
  return found && versionOf(found.model_version);
}

/** Makes the version unless it is there. Throws UserError when one of that name has other bytes. */
export async function ensureVersion(
  server: Server,
  wish: TrackedVersion,
  record: Digest,
  run: string,
): Promise<MlflowVersion> {
  const find = () => findVersion(server, wish.model, wish.version);
  const found = (await find()) ?? (await orRefused(server, 'the version', create(server, { wish, record, run }, find)));
  if (found.digest !== wish.digest) {
    const name = `${server.registeredModel}/${found.number}`;
    throw registryErrors.otherBytes({ host: server.host, name, version: wish.version });
  }
  return found;
}

interface NewVersion {
  readonly wish: TrackedVersion;
  readonly record: Digest;
  readonly run: string;
}

function create(
  server: Server,
  { wish, record, run }: NewVersion,
  find: () => Promise<MlflowVersion | undefined>,
): Promise<MlflowVersion> {
  const own: Readonly<Record<string, string>> = {
    'weighbridge.name': wish.model,
    'weighbridge.version': wish.version,
    'weighbridge.model': wish.digest,
    'weighbridge.record': record,
    ...(wish.location === undefined ? {} : { 'weighbridge.location': wish.location }),
    ...(wish.url === undefined ? {} : { 'weighbridge.url': wish.url }),
    ...(server.isGitlab ? { 'gitlab.version': wish.version.replace(/^v/u, '') } : {}),
  };
  const body = {
    name: server.registeredModel,
    source: sourceOf(wish.location) ?? `runs:/${run}/model`,
    run_id: run,
    tags: Object.entries(own).map(([key, value]) => ({ key, value: tagValue(value) })),
  };
  const outcome = 'Whether the version was registered is not known; the next run finds it.';
  const call: Call = { method: 'POST', path: 'model-versions/create', body, outcome };
  const shape = oneVersion.transform(({ model_version: made }): MlflowVersion => {
    // Some servers answer without the tags that they were given.
    return { number: made.version, model: wish.model, version: wish.version, digest: wish.digest };
  });
  return ask(server, call, shape, find);
}

/** A location that MLflow can open. Paths and artifacts of a CI run are none, and it refuses them. */
function sourceOf(location: string | undefined): string | undefined {
  if (location === undefined || location.split('/').includes('..')) return undefined;
  return /^(?:s3|gs|abfss?|wasbs?|dbfs|hdfs|https?):\/\/[^\s/]+\/\S+$/u.test(location) ? location : undefined;
}

/** The version that an alias is on; undefined when it is on none. */
export async function aliasOf(server: Server, alias: string): Promise<MlflowVersion | undefined> {
  if (server.isGitlab) return undefined;
  const query = { name: server.registeredModel, alias };
  const call: Call = { method: 'GET', path: 'registered-models/alias', query, outcome: 'The alias was not read.' };
  // MLflow calls an alias that is not there a wrong parameter.
  const look = orMissing(ask(server, call, oneVersion), 'INVALID_PARAMETER_VALUE');
  const found = await orRefused(server, `the alias ${alias}`, look);
  return found && versionOf(found.model_version);
}

/** Puts an alias on a version, wherever it was before. */
export async function moveAlias(server: Server, alias: string, number: string): Promise<void> {
  const body = { name: server.registeredModel, alias, version: number };
  const outcome = 'Whether the alias was moved is not known.';
  const call: Call = { method: 'POST', path: 'registered-models/alias', body, outcome };
  await orRefused(server, `the alias ${alias}`, ask(server, call, anything));
}
