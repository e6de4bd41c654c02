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
import { refuseIdleIgnores, refuseUnknownKey, warnOfUnread } from './asked-in-vain.ts';

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

/** Which table is opened. */
interface Wanted {
  readonly name: string;
  readonly policy: DatasetPolicy;
  readonly digest: Digest;
}

/** Opens a dataset with its schema. Throws UserError with the line of what the schema asks and we cannot judge. */
export async function openDataset(context: Context, engine: TableEngine, wanted: Wanted): Promise<OpenDataset> {
  const { path, schema: named } = wanted.policy;
  const source = { path: resolve(context.root, path), name: path };
  const read = named === undefined ? undefined : await readSource(context, named);
  if (read) refuseIdleIgnores(wanted.policy.ignore, read.schema);
  const opened = read
    ? await openBySchema(context, engine, wanted, read)
    : { ...wanted, table: await engine.open(source), schema: undefined };
  warnOfUnread(context, opened);
  refuseUnknownKey(opened);
  return opened;
}

/** Opens a dataset as a schema reads it, from wherever that was had. */
export async function openBySchema(
  context: Context,
  engine: TableEngine,
  wanted: Wanted,
  { schema, digest, file, ...resource }: SchemaFile,
): Promise<OpenDataset> {
  const { path, ignore } = wanted.policy;
  const options = { ignore, ...resource };
  // Cells are read as the schema says; rules by name are known once the columns are.
  const table = await engine.open({ path: resolve(context.root, path), name: path }, readTableSchema(schema, options));
  const columns = table.columns.map(({ name }) => name);
  return {
    ...wanted,
    table,
    schema: { table: readTableSchema(schema, { ...options, columns }), path: file, digest },
  };
}

interface SchemaFile {
  readonly file: string;
  readonly schema: SchemaSource;
  readonly digest: Digest;
  readonly resource?: string;
}

async function readSource({ root }: Context, named: string): Promise<SchemaFile> {
  const [file = named] = named.split('#', 1);
  const text = await readTextIfThere(resolve(root, file));
  if (text === undefined) throw dataErrors.missingFile({ dvc: false }, { place: { file } });
  return schemaFile(text, named);
}

/** `datapackage.json#orders` is the schema of one table of a data package. Throws UserError for text that is no YAML. */
export function schemaFile(text: string, named: string): SchemaFile {
  const [file = named, resource] = named.split('#', 2);
  const read = { file, schema: schemaSource(text, file), digest: sha256(text) };
  return resource === undefined ? read : { ...read, resource };
}
