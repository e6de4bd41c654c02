import { resolve } from 'node:path';
import type { DataSection, DatasetPolicy, TableEngine, TableProfile, TableSchema } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { datasetDigest } from '../step/dataset-digest.ts';
import type { BaseDataset } from './base-data.ts';
import { checkDataset } from './check-dataset.ts';
import { compareTables } from './compare-datasets.ts';
import { explainBroken } from './explain.ts';
import { factsOfDataset } from './facts-of-dataset.ts';
import { type OpenDataset, openDataset } from './open-dataset.ts';

/** A table given by hand; paths are relative to the working folder. */
export interface GivenTable {
  readonly data: string;
  readonly schema: string | undefined;
  readonly reference: string | undefined;
  readonly key: readonly string[];
  readonly ignore: readonly string[];
  readonly showValues: boolean;
}

/** Error rate of drift tests where no policy names one. */
const usualAlpha = 0.05;

/** Judges a table without a policy, and compares it with an earlier one where that is given. */
export async function validateFile(given: GivenTable, context: Context): Promise<DataSection> {
  const engine = await context.tables();
  try {
    return await judge(given, context, engine);
  } finally {
    await engine.close();
  }
}

async function judge(given: GivenTable, context: Context, engine: TableEngine): Promise<DataSection> {
  const { data, schema: path, key, ignore, showValues } = given;
  const name = 'data';
  const policy: DatasetPolicy = {
    path: data,
    ...(path === undefined ? {} : { schema: path }),
    key,
    ignore,
    showValues,
  };
  const dataset = await openDataset(context, engine, { name, policy, digest: await datasetDigest(context, data) });
  const { schema } = dataset;
  const was = await referenceOf(given, context, engine, schema?.table);
  const rows = was.by === 'rows' ? was.table : undefined;
  const checked = await checkDataset(context, engine, { dataset, all: [dataset], was: rows });
  const hideKey = context.idKey ?? name;
  const validated = [{ dataset, checked, was }];
  const compared = rows
    ? await compareTables(engine, { validated, key: hideKey, alpha: usualAlpha, lines: [] })
    : { diff: [], drift: [], profiles: await profilesOf(engine, dataset) };
  const explanations = await explainBroken(engine, validated);
  const facts = { name, path: data, digest: dataset.digest };
  return {
    datasets: [factsOfDataset(facts, dataset, { profile: compared.profiles.get(name), key: hideKey })],
    ...(schema ? { checks: [...checked.checks] } : {}),
    ...(explanations.length > 0 ? { explanations } : {}),
    ...(compared.diff.length > 0 ? { diff: [...compared.diff] } : {}),
    ...(compared.drift.length > 0 ? { drift: [...compared.drift] } : {}),
  };
}

/** Where rules are judged and nothing is compared, nobody asked what the columns look like. */
async function profilesOf(
  engine: TableEngine,
  { name, table, schema }: OpenDataset,
): Promise<ReadonlyMap<string, TableProfile>> {
  return schema ? new Map() : new Map([[name, await engine.profile(table, undefined)]]);
}

/** The earlier data, where it was given; its cells are read as today's schema says. */
async function referenceOf(
  { reference }: GivenTable,
  { root }: Context,
  engine: TableEngine,
  schema: TableSchema | undefined,
): Promise<BaseDataset> {
  if (reference === undefined) return { by: 'none', why: 'no earlier data was given' };
  const table = await engine.open({ path: resolve(root, reference), name: reference }, schema);
  return { by: 'rows', why: 'given as input', table };
}
