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

/** A schema that was read, and how it is read again for the columns of the table: rules by name then reach them. */
interface OpenSchema extends ReadSchema {
  readonly forColumns: (columns: readonly string[]) => TableSchema;
}

/**
 * Reads a schema of whichever dialect; `datapackage.json#orders` is that of one table of a data package. Throws UserError
 * with the line of what it does not support.
 */
async function readSchema({ root }: Context, named: string, ignore: readonly string[]): Promise<OpenSchema> {
  const [path = named, resource] = named.split('#', 2);
  const text = await readTextIfThere(join(root, path));
  if (text === undefined) throw dataErrors.missingFile({ dvc: false }, { place: { file: path } });
  const source = schemaSource(text, path);
  const options = resource === undefined ? { ignore } : { ignore, resource };
  const forColumns = (columns: readonly string[]) => readTableSchema(source, { ...options, columns });
  return { table: readTableSchema(source, options), path, digest: sha256(text), forColumns };
}

/** Opens a dataset with its schema. */
export async function openDataset(
  context: Context,
  engine: TableEngine,
  wanted: { readonly name: string; readonly policy: DatasetPolicy; readonly digest: Digest },
): Promise<OpenDataset> {
  const { path, schema: schemaPath, ignore } = wanted.policy;
  const read = schemaPath === undefined ? undefined : await readSchema(context, schemaPath, ignore);
  const table = await engine.open({ path: join(context.root, path), name: path }, read?.table);
  return { ...wanted, table, schema: read && withColumns(read, table) };
}

function withColumns({ forColumns, path, digest }: OpenSchema, { columns }: OpenTable): ReadSchema {
  return { table: forColumns(columns.map(({ name }) => name)), path, digest };
}
