import { createHmac } from 'node:crypto';
import type { ColumnProfile, TableProfile } from '@weighbridge/core';

/** What stands before a hidden value, so that nobody takes it for the value. */
const mark = 'hmac:';

/**
 * A profile as the record may hold it: frequent values as HMAC-SHA256 under `key` (first 8 bytes). Equal values stay
 * equal, which is all that a later comparison needs. Without a secret key whoever guesses a value can confirm it.
 */
export function hideProfile(profile: TableProfile, key: string): TableProfile {
  return withValues(profile, ({ values }) => values.map((each) => ({ ...each, value: hidden(each.value, key) })));
}

/** The profile of the base with the values by name that today's data has, too; the others stay hidden. */
export function revealProfile(was: TableProfile, now: TableProfile | undefined, key: string): TableProfile {
  const names = new Map(
    (now?.profiles ?? []).flatMap((profile) =>
      profile.kind === 'category' ? profile.values.map(({ value }) => [hidden(value, key), value] as const) : [],
    ),
  );
  return withValues(was, ({ values }) =>
    values.map((each) => ({ ...each, value: names.get(each.value) ?? each.value })),
  );
}

type Category = Extract<ColumnProfile, { kind: 'category' }>;

function withValues(profile: TableProfile, values: (column: Category) => Category['values']): TableProfile {
  const profiles = profile.profiles.map((column) =>
    column.kind === 'category' ? { ...column, values: values(column) } : column,
  );
  return { ...profile, profiles };
}

/** How `hideProfile` hid a value under this key: for a comparison with rows, value by value. */
export function hiderOf(key: string): (value: string) => string {
  return (value) => hidden(value, key);
}

function hidden(value: string, key: string): string {
  return `${mark}${createHmac('sha256', key).update(value).digest('hex').slice(0, 16)}`;
}
