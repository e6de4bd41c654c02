import { closest, dataErrors, listed, type SchemaSource, schemaErrors, shortened } from '@weighbridge/core';
import type { Context } from '../command.ts';
import type { OpenDataset } from './open-dataset.ts';

/** Says which files of a folder or a pattern are not looked at. */
export function warnOfUnread({ log }: Context, { policy, table }: OpenDataset): void {
  const { files, unread } = table;
  if (!unread) return;
  const others = unread.count > 1 ? ` and ${unread.count - 1} more are` : ' is';
  log.warn(
    `validate: ${files} of ${files + unread.count} files of ${policy.path} are read; ${unread.first}${others} not`,
  );
}

/** Throws UserError for a column of the key that neither the table nor its schema has. */
export function refuseUnknownKey({ policy, table, schema }: OpenDataset): void {
  const columns = table.columns.map(({ name }) => name);
  // What the schema describes and the data lacks is for the schema's rules to tell.
  const known = new Set([...columns, ...(schema?.table.fields.map(({ name }) => name) ?? [])]);
  const column = policy.key.find((name) => !known.has(name));
  if (column === undefined) return;
  const near = closest(column, columns);
  throw dataErrors.missingColumn(
    { column: shortened(column), near, columns: listed(columns) },
    { place: { file: policy.path } },
  );
}

/** Throws UserError for a word under `ignore` that is nowhere in the schema: it is misspelt, or left from another one. */
export function refuseIdleIgnores(ignore: readonly string[], { value, file }: SchemaSource): void {
  if (ignore.length === 0) return;
  const words = new Set<string>();
  collectWords(value, words);
  const keyword = ignore.find((word) => !words.has(word));
  if (keyword === undefined) return;
  const near = closest(keyword, [...words]);
  throw schemaErrors.ignoredInVain({ keyword: shortened(keyword), near: near && shortened(near) }, { place: { file } });
}

/** Keys, and texts such as the names of types and formats. */
function collectWords(value: unknown, words: Set<string>): void {
  if (typeof value === 'string') words.add(value);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, below] of Object.entries(value)) {
    if (!Array.isArray(value)) words.add(key);
    collectWords(below, words);
  }
}
