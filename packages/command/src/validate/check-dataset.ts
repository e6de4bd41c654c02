import { dirname, join, resolve } from 'node:path';
import { type DataCheck, dataChecks, type OpenTable, type RuleFinding, type TableEngine } from '@weighbridge/core';
import type { Context } from '../command.ts';
import type { OpenDataset } from './open-dataset.ts';

/** What the schema's rules found, and which of them are broken. */
export interface CheckedDataset {
  readonly checks: readonly DataCheck[];
  /** Indices of broken rules, into the schema's and into `checks`. */
  readonly broken: readonly number[];
  /** What the engine said of each of the schema's rules. */
  readonly findings: readonly RuleFinding[];
}

/** Judges every rule of a dataset's schema; with the base's rows at hand each check says what it was there. */
export async function checkDataset(
  context: Context,
  engine: TableEngine,
  { dataset, all, was }: { dataset: OpenDataset; all: readonly OpenDataset[]; was: OpenTable | undefined },
): Promise<CheckedDataset> {
  const { schema, table, policy, name } = dataset;
  if (!schema) return { checks: [], broken: [], findings: [] };
  const resources = await openResources(context, engine, dataset, all);
  const options = { resources, showValues: policy.showValues, now: context.now() };
  const findings = await engine.check(table, schema.table, options);
  const before = was && (await engine.check(was, schema.table, { ...options, showValues: false }));
  const checks = dataChecks({
    dataset: name,
    schema: schema.table,
    columns: table.columns,
    findings,
    showValues: policy.showValues,
    ...(before ? { was: before } : {}),
  });
  const broken = checks.flatMap(({ outcome }, index) =>
    outcome === 'failed' && counts(findings[index]) ? [index] : [],
  );
  return { checks, broken, findings };
}

function counts(finding: RuleFinding | undefined): boolean {
  return finding !== undefined && finding.rows.length > 0;
}

/** Tables that foreign keys name: another dataset of the model, else a file beside the schema. */
async function openResources(
  { root }: Context,
  engine: TableEngine,
  { schema, table }: OpenDataset,
  all: readonly OpenDataset[],
): Promise<ReadonlyMap<string, OpenTable>> {
  const names = new Set(
    schema?.table.rules.flatMap(({ asked }) => (asked.rule === 'foreignKey' ? [asked.resource] : [])) ?? [],
  );
  const opened = await Promise.all(
    [...names].map(async (name): Promise<[string, OpenTable]> => {
      if (name === '') return [name, table];
      const own = all.find((dataset) => dataset.name === name);
      if (own) return [name, own.table];
      const path = join(dirname(schema?.path ?? ''), name);
      return [name, await engine.open({ path: resolve(root, path), name: path })];
    }),
  );
  return new Map(opened);
}
