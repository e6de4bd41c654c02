import { join } from 'node:path';
import {
  type DatasetPolicy,
  type Digest,
  dataErrors,
  type OpenTable,
  readTableSchema,
  type TableEngine,
  type TableSchema,
} from '@weighbridge/core';
import type { Context } from '../command.ts';
import { schemaSource } from '../schema/schema-source.ts';
import { readTextIfThere, sha256 } from '../workspace/bytes.ts';

/** A schema as it was read, and the bytes that it was read from. */
export interface ReadSchema {
  readonly table: TableSchema;
  readonly path: string;
  readonly digest: Digest;
}

/** One dataset of the policy, open for questions. */
export interface OpenDataset {
  readonly name: string;
  readonly policy: DatasetPolicy;
  readonly table: OpenTable;
  readonly schema: ReadSchema | undefined;
  readonly digest: Digest;
}

/** Reads a schema of whichever dialect. Throws UserError with the line of what it does not support. */
export async function readSchema({ root }: Context, path: string, ignore: readonly string[]): Promise<ReadSchema> {
  const text = await readTextIfThere(join(root, path));
  if (text === undefined) throw dataErrors.missingFile({ dvc: false }, { place: { file: path } });
  return { table: readTableSchema(schemaSource(text, path), { ignore }), path, digest: sha256(text) };
}

/** Opens a dataset with its schema. */
export async function openDataset(
  context: Context,
  engine: TableEngine,
  wanted: { readonly name: string; readonly policy: DatasetPolicy; readonly digest: Digest },
): Promise<OpenDataset> {
  const { path, schema: schemaPath, ignore } = wanted.policy;
  const schema = schemaPath === undefined ? undefined : await readSchema(context, schemaPath, ignore);
  const table = await engine.open({ path: join(context.root, path), name: path }, schema?.table);
  return { ...wanted, table, schema };
}
