import type { DatasetFacts, TableProfile } from '@weighbridge/core';
import { hideProfile } from './hide-profile.ts';
import type { OpenDataset } from './open-dataset.ts';

/** What the record says of a dataset that was opened; without the right to show values its profile names none. */
export function factsOfDataset(
  facts: Pick<DatasetFacts, 'name' | 'path' | 'digest'>,
  { table, schema, policy }: OpenDataset,
  { profile, key }: { readonly profile: TableProfile | undefined; readonly key: string },
): DatasetFacts {
  const { rows, bytes, files } = table;
  const shown = profile && !policy.showValues ? hideProfile(profile, key) : profile;
  return { ...facts, rows, bytes, files, ...schemaOf(schema), ...(shown ? { profile: shown } : {}) };
}

function schemaOf(schema: OpenDataset['schema']): Pick<DatasetFacts, 'schema'> {
  if (!schema) return {};
  const { path, digest, table } = schema;
  return { schema: { path, digest, dialect: table.dialect, ignored: table.ignored.map(({ keyword }) => keyword) } };
}
