import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DataSection,
  type DatasetPolicy,
  type OpenTable,
  PermissionError,
  type RunRecord,
  ServiceError,
  type TableEngine,
  type TableProfile,
  type TableSchema,
} from '@weighbridge/core';
import { repositoryPath } from '../step/base-policy.ts';
import { type FoundBase, findBase } from '../step/found-base.ts';
import type { Weighing } from '../step/weighing.ts';
import { writeBaseFiles } from './base-files.ts';

/** The base commit as far as it could be found, and its record. */
export interface Base {
  readonly found: FoundBase | undefined;
  readonly commit: string | undefined;
  readonly record: RunRecord | undefined;
  /** Why there is no commit, or no record. */
  readonly why: string;
  readonly facts: DataSection['base'];
}

/** What is known of one dataset at the base. */
export type BaseDataset =
  | { readonly by: 'rows'; readonly why: string; readonly table: OpenTable }
  | { readonly by: 'profile'; readonly why: string; readonly profile: TableProfile }
  | { readonly by: 'none'; readonly why: string };

/**
 * Looks for the base commit and its record. Data rules hold or break without a base, so what cannot be looked at is
 * said and does not end the run here; `compare` ends it.
 */
export async function baseOf(weighing: Weighing): Promise<Base> {
  const { context } = weighing;
  const nothing = { found: undefined, commit: undefined, record: undefined, facts: undefined };
  if (!context.repository) return { ...nothing, why: 'there is no git repository here' };
  try {
    const found = await findBase(weighing, context.repository);
    const commit = found.resolved.base?.commit;
    if (commit === undefined) return { ...nothing, found, why: 'there is no commit before this one' };
    const { found: hit, reference } = await found.search();
    const record = hit?.kind === 'record' ? hit.record : undefined;
    const { ref, ageDays } = reference ?? {};
    const facts = { commit, ...(ref === undefined ? {} : { ref }), ...(ageDays === undefined ? {} : { ageDays }) };
    return { found, commit, record, facts, why: record ? '' : 'the base has no record' };
  } catch (error) {
    if (!(error instanceof ServiceError || error instanceof PermissionError)) throw error;
    context.log.warn(`validate: nothing is compared with the base: ${error.message}`);
    return { ...nothing, why: 'the base could not be read' };
  }
}

interface Wanted {
  readonly base: Base;
  readonly name: string;
  readonly policy: DatasetPolicy;
  /** The schema of today: the base's cells are read in the same way. */
  readonly schema: TableSchema | undefined;
}

/** Opens a dataset as the base has it: its rows where the bytes can be had, else its profile from the base's record. */
export async function baseDataset(
  weighing: Weighing,
  engine: TableEngine,
  { base, name, policy, schema }: Wanted,
  folder: string,
): Promise<BaseDataset> {
  const recorded = base.record?.data?.datasets.find((dataset) => dataset.name === name);
  if (base.commit === undefined) return { by: 'none', why: base.why };
  const files = await filesAtBase(weighing, base.commit, policy.path, folder);
  if (typeof files === 'object') {
    const table = await engine.open({ path: files.path, name: `${policy.path} at ${base.commit.slice(0, 7)}` }, schema);
    return { by: 'rows', why: files.why, table };
  }
  if (recorded?.profile) return { by: 'profile', why: files, profile: recorded.profile };
  return { by: 'none', why: `${files}, and ${base.record ? "the base's record has no profile of it" : base.why}` };
}

async function filesAtBase(
  { context }: Weighing,
  commit: string,
  path: string,
  folder: string,
): Promise<{ readonly path: string; readonly why: string } | string> {
  const { repository } = context;
  if (!repository || !(await repository.has(commit))) return 'the base commit is not in this clone';
  return writeBaseFiles(repository, { commit, path: repositoryPath(context, path), folder });
}

/** A folder for the base's files that is gone when the work is done. */
export async function withBaseFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-base-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
