import { resolve } from 'node:path';
import {
  type DatasetPolicy,
  type Digest,
  dataErrors,
  type OpenTable,
  readTableSchema,
  type SchemaSource,
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

/** Opens a dataset with its schema. Throws UserError with the line of what the schema asks and we cannot judge. */
export async function openDataset(
  context: Context,
  engine: TableEngine,
  wanted: { readonly name: string; readonly policy: DatasetPolicy; readonly digest: Digest },
): Promise<OpenDataset> {
  const { path, schema: schemaPath, ignore } = wanted.policy;
  const source = { path: resolve(context.root, path), name: path };
  if (schemaPath === undefined) return { ...wanted, table: await engine.open(source), schema: undefined };
  const { schema, digest } = await readSource(context, schemaPath);
  // Cells are read as the schema says; rules by name are known once the columns are.
  const table = await engine.open(source, readTableSchema(schema, { ignore }));
  const columns = table.columns.map(({ name }) => name);
  return {
    ...wanted,
    table,
    schema: { table: readTableSchema(schema, { ignore, columns }), path: schemaPath, digest },
  };
}

async function readSource(
  { root }: Context,
  path: string,
): Promise<{ readonly schema: SchemaSource; readonly digest: Digest }> {
  const text = await readTextIfThere(resolve(root, path));
  if (text === undefined) throw dataErrors.missingFile({ dvc: false }, { place: { file: path } });
  return { schema: schemaSource(text, path), digest: sha256(text) };
}
