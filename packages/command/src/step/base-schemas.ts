import type { DatasetFacts, SchemaAt } from '@weighbridge/core';
import type { Context } from '../command.ts';
import { sha256 } from '../workspace/bytes.ts';
import { basePolicy, isMerged, repositoryFileAt, repositoryPath } from './base-policy.ts';
import type { Weighing } from './weighing.ts';

/** A schema as the base commit has it, to be judged by. */
export interface BaseSchema extends SchemaAt {
  /** Of the file; undefined when it is not there. */
  readonly text: string | undefined;
  /** As the base's policy writes it: of a data package with the name of the table. */
  readonly named: string;
  readonly ignore: readonly string[];
}

/** What the schema of a dataset is here. */
export type SchemaHere = Pick<DatasetFacts, 'name' | 'schema'>;

/**
 * The schemas that the base's policy names for the datasets here, as they are at that commit, where the bytes here are
 * others. What is on the default branch was let through there. Throws ServiceError when it could not look.
 */
export async function baseSchemas(
  weighing: Weighing,
  commit: string | undefined,
  here: readonly SchemaHere[],
): Promise<readonly BaseSchema[]> {
  const { context, model } = weighing;
  if (commit === undefined || isMerged(context.runner)) return [];
  const base = await basePolicy(weighing, commit);
  const wanted = Object.entries((base ? base.model : model)?.data ?? {});
  const found = await Promise.all(
    wanted.map(async ([dataset, { schema: named, ignore }]) => {
      const own = Object.hasOwn(model.data, dataset) ? model.data[dataset]?.schema : undefined;
      if (named === undefined || own === undefined) return [];
      const schema = await schemaAt(context, commit, named);
      const digest = here.find(({ name }) => name === dataset)?.schema?.digest;
      return named !== own || schema.digest !== digest ? [{ ...schema, dataset, ignore }] : [];
    }),
  );
  return found.flat();
}

async function schemaAt(context: Context, commit: string, named: string) {
  const [path = named] = named.split('#', 1);
  const text = await repositoryFileAt(context, commit, repositoryPath(context, path));
  return { named, path, text, digest: text === undefined ? undefined : sha256(text) };
}
