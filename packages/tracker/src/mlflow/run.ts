import type { Digest, RunRecord, TrackedVersion } from '@weighbridge/core';
import * as z from 'zod';
import { ask, type Call, MlflowError, orMissing, orRefused } from './ask.ts';
import { batchLimits, byKey, chunks, paramValue, tagValue } from './limits.ts';
import type { Server } from './server.ts';

const outcome = 'No version was registered.';
const anything = z.looseObject({});
const tags = z.array(z.looseObject({ key: z.string(), value: z.string() })).default([]);
const run = z.looseObject({
  info: z.looseObject({ run_id: z.string(), status: z.string().optional() }),
  data: z.looseObject({ tags }).prefault({}),
});

/** The run of a record: made once, with its metrics, params and tags. Says its id. */
export async function runOf(server: Server, wish: TrackedVersion, record: Digest, now: Date): Promise<string> {
  const experiment = await orRefused(server, 'the experiment', experimentOf(server));
  const find = () => findRun(server, experiment, record);
  const found =
    (await find()) ?? (await orRefused(server, 'the run', createRun(server, { experiment, wish, record, now }, find)));
  // A job that was stopped half-way has left it open; the same values again change nothing.
  if (!found.finished) {
    await orRefused(server, 'the run', logAll(server, found.id, wish.record, now));
    const body = { run_id: found.id, status: 'FINISHED', end_time: now.getTime() };
    await orRefused(server, 'the run', ask(server, post('runs/update', body), anything));
  }
  return found.id;
}

function post(path: string, body: unknown): Call {
  return { method: 'POST', path, body, outcome };
}

/** The experiment is called as the registered model. */
async function experimentOf(server: Server): Promise<string> {
  const name = server.registeredModel;
  const query = { experiment_name: name };
  const look = async (): Promise<string | undefined> => {
    const call: Call = { method: 'GET', path: 'experiments/get-by-name', query, outcome };
    const shape = z.looseObject({ experiment: z.looseObject({ experiment_id: z.string() }) });
    return (await orMissing(ask(server, call, shape)))?.experiment.experiment_id;
  };
  const found = await look();
  if (found !== undefined) return found;
  try {
    const shape = z.looseObject({ experiment_id: z.string() });
    return (await ask(server, post('experiments/create', { name }), shape)).experiment_id;
  } catch (error) {
    // Somebody made it meanwhile, or we did and did not hear of it.
    const made = error instanceof MlflowError && error.code === 'RESOURCE_ALREADY_EXISTS' ? await look() : undefined;
    if (made === undefined) throw error;
    return made;
  }
}

interface FoundRun {
  readonly id: string;
  readonly finished: boolean;
}

async function findRun(server: Server, experiment: string, record: Digest): Promise<FoundRun | undefined> {
  const filter = `tags.\`weighbridge.record\` = '${record}'`;
  const body = { experiment_ids: [experiment], filter, max_results: 100 };
  const shape = z.looseObject({ runs: z.array(run).default([]) });
  const { runs } = await orRefused(server, 'the run', ask(server, post('runs/search', body), shape));
  // Not every server minds the filter.
  const own = runs.find(({ data }) =>
    data.tags.some(({ key, value }) => key === 'weighbridge.record' && value === record),
  );
  return own && { id: own.info.run_id, finished: own.info.status === 'FINISHED' };
}

interface NewRun {
  readonly experiment: string;
  readonly wish: TrackedVersion;
  readonly record: Digest;
  readonly now: Date;
}

async function createRun(
  server: Server,
  { experiment, wish, record, now }: NewRun,
  find: () => Promise<FoundRun | undefined>,
): Promise<FoundRun> {
  const body = {
    experiment_id: experiment,
    run_name: `${wish.model} ${wish.version}`,
    start_time: now.getTime(),
    tags: runTags(wish, record).map(([key, value]) => ({ key, value: tagValue(value) })),
  };
  const shape = z.looseObject({ run }).transform((made): FoundRun => ({ id: made.run.info.run_id, finished: false }));
  return ask(server, post('runs/create', body), shape, find);
}

function runTags(
  { model, version, digest, record, url }: TrackedVersion,
  own: Digest,
): readonly (readonly [string, string])[] {
  const { head, checkedOut, repository, change, key } = record.subject;
  const commit = head ?? checkedOut;
  const values: readonly (readonly [string, string | undefined])[] = [
    ['weighbridge.record', own],
    ['weighbridge.model', digest],
    ['weighbridge.name', model],
    ['weighbridge.version', version],
    ['weighbridge.verdict', record.verdict?.outcome],
    ['weighbridge.policy', record.verdict?.policy],
    ['weighbridge.key', key],
    ['weighbridge.change', change && String(change.number)],
    ['weighbridge.url', url],
    ['mlflow.source.git.commit', commit],
    ['mlflow.source.name', repository],
    ['mlflow.source.type', 'PROJECT'],
  ];
  return values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

async function logAll(server: Server, id: string, record: RunRecord, now: Date): Promise<void> {
  const values = (record.evaluation?.metrics ?? []).flatMap(({ name, value }) =>
    value === undefined || !Number.isFinite(value) ? [] : [[name, value] as const],
  );
  const timestamp = now.getTime();
  const metrics = [...byKey(values)].map(([key, value]) => ({ key, value, timestamp, step: 0 }));
  const written = Object.entries(record.training?.params?.values ?? {});
  const params = [...byKey(written)].map(([key, value]) => ({ key, value: paramValue(value) }));
  for (const some of chunks(metrics, batchLimits.metrics)) await logBatch(server, { run_id: id, metrics: some });
  for (const some of chunks(params, batchLimits.params)) await logBatch(server, { run_id: id, params: some });
}

async function logBatch(server: Server, body: unknown): Promise<void> {
  await ask(server, post('runs/log-batch', body), anything);
}
