import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MonitorPolicy, OpenTable } from '@weighbridge/core';
import {
  dataErrors,
  readTableSchema,
  type TableLocation,
  type TableSchema,
  UserError,
  type WatchEngine,
  watchErrors,
} from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { schemaFile } from '../validate/open-dataset.ts';
import { readTextIfThere } from '../workspace/bytes.ts';
import type { OpenTables } from './work.ts';

/** Opens what the policy watches, and closes it when the work is done; objects of a store are fetched into a folder that goes. */
export async function withTables<T>(
  weighing: Weighing,
  monitor: MonitorPolicy,
  work: (opened: OpenTables) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-watch-'));
  const engine = await weighing.context.tables();
  try {
    return await work(await openAll(weighing, monitor, { engine, folder }));
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Room {
  readonly engine: WatchEngine;
  readonly folder: string;
}

async function openAll(weighing: Weighing, monitor: MonitorPolicy, room: Room): Promise<OpenTables> {
  const schema = await schemaOf(weighing, monitor.dataset);
  const whole = await orEmpty(() => openAt(weighing, room, { at: monitor.current, name: 'current', schema }));
  if ('empty' in whole) throw new NoRows(whole.empty);
  const current = monitor.query === undefined ? whole : await room.engine.select(whole, monitor.query);
  const labels = monitor.labels ? await openLabels(weighing, room, monitor.labels.at) : { labels: undefined };
  const reference =
    monitor.reference && (await openAt(weighing, room, { at: monitor.reference, name: 'reference', schema }));
  return { engine: room.engine, current, ...labels, reference, schema };
}

/** What production saw has no row: a finding, and no mistake of the user's. */
export class NoRows extends Error {}

/** Nothing is labelled yet where the file has its header alone; a file that cannot be read must not keep drift from being seen. */
async function openLabels(
  weighing: Weighing,
  room: Room,
  at: TableLocation,
): Promise<Pick<OpenTables, 'labels' | 'labelsError'>> {
  try {
    const opened = await orEmpty(() => openAt(weighing, room, { at, name: 'labels' }));
    return { labels: 'empty' in opened ? undefined : opened };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    weighing.context.log.warn(`monitor: the labels could not be read, and performance is not judged: ${error.message}`);
    return { labels: undefined, labelsError: error };
  }
}

async function orEmpty(open: () => Promise<OpenTable>): Promise<OpenTable | { readonly empty: string }> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof UserError && error.code === dataErrors.noRows.code) return { empty: error.message };
    throw error;
  }
}

interface Wanted {
  readonly at: TableLocation;
  readonly name: string;
  readonly schema?: TableSchema | undefined;
}

async function openAt(
  { context, policy }: Weighing,
  { engine, folder }: Room,
  { at, name, schema }: Wanted,
): Promise<OpenTable> {
  if (at.kind === 'path') return engine.open({ path: resolve(context.root, at.path), name: at.path }, schema);
  const into = join(folder, name);
  const files = await context.objects(at, policy.store, into);
  if (files === 0) throw watchErrors.noCurrent({ where: at.written });
  return engine.open({ path: into, name: at.written }, schema);
}

/** Cells of what production saw are read as those of the dataset it is compared with. */
async function schemaOf({ context, model }: Weighing, dataset: string): Promise<TableSchema | undefined> {
  const policy = model.data[dataset];
  if (policy?.schema === undefined) return undefined;
  const [file = policy.schema] = policy.schema.split('#', 1);
  const text = await readTextIfThere(resolve(context.root, file));
  if (text === undefined) return undefined;
  const { schema, resource } = schemaFile(text, policy.schema);
  return readTableSchema(schema, { ignore: policy.ignore, ...(resource === undefined ? {} : { resource }) });
}
