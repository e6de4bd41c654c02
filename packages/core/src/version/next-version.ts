import type { RegisterPolicy } from '../policy/ship.ts';
import type { Changed } from '../record/comparison.ts';
import type { Digest } from '../record/evaluation.ts';
import { compareParts, partsOf, type Scheme, type VersionParts } from './version-parts.ts';

/** A version that is there, and what its tag's message says. */
export interface ExistingVersion {
  readonly name: string;
  readonly commit?: string;
  /** Digest of its record; undefined when its tag is not of ours. */
  readonly record?: Digest | undefined;
}

export interface VersionWish {
  /** All of them, those taken back too: a number is never used twice. */
  readonly existing: readonly ExistingVersion[];
  readonly scheme: Scheme;
  readonly bump: RegisterPolicy['bump'];
  /** Against the version before; undefined when it was not compared. */
  readonly changed: Changed | undefined;
  /** The day of a calendar version, in UTC. */
  readonly date: Date;
  readonly recordDigest: Digest;
  /** The commit that the tag will be on. */
  readonly commit?: string;
}

export type NextVersion =
  /** A new one: its name, the one it comes after by number, and why it is called so. */
  | { readonly name: string; readonly after?: string; readonly why: string }
  /** This record was registered already, as this version; it may have been taken back since. */
  | { readonly same: string }
  /** The commit holds this version of another record, and GTO reads one version on a commit at most. */
  | { readonly taken: string };

type Named = { readonly name: string; readonly parts: VersionParts };

/** The name of the version that a record becomes. */
export function nextVersion(wish: VersionWish): NextVersion {
  const { existing, scheme, recordDigest, commit } = wish;
  const same = existing.find(({ record }) => record === recordDigest);
  if (same) return { same: same.name };
  const taken = existing.find((version) => commit !== undefined && version.commit === commit);
  if (taken) return { taken: taken.name };
  const named = existing.flatMap(({ name }): Named[] => {
    const parts = partsOf(name, scheme);
    return parts ? [{ name, parts }] : [];
  });
  const newest = named.reduce<Named | undefined>(
    (best, one) => (best && compareParts(one.parts, best.parts) <= 0 ? best : one),
    undefined,
  );
  const { name, why } = scheme === 'calendar' ? nextDay(newest, wish.date) : nextNumber(newest, wish);
  const after = newest ? { after: newest.name } : {};
  return { name, ...after, why: `${why}${ignored(existing, named)}` };
}

function ignored(existing: readonly ExistingVersion[], named: readonly Named[]): string {
  const others = existing.filter(({ name }) => !named.some((one) => one.name === name));
  if (others.length === 0) return '';
  const first = others[0]?.name ?? '';
  return `; ${others.length === 1 ? `${first} is` : `${first} and ${others.length - 1} more are`} of another scheme`;
}

function nextNumber(
  newest: Named | undefined,
  { bump, changed }: VersionWish,
): { readonly name: string; readonly why: string } {
  if (newest === undefined) return { name: 'v1.0.0', why: 'first version' };
  const [major = 0, minor = 0, patch = 0] = newest.parts.numbers;
  const { part, why } = bump === 'auto' ? partOf(changed) : { part: bump, why: `bump in the policy: ${bump}` };
  const next = { major: [major + 1, 0, 0], minor: [major, minor + 1, 0], patch: [major, minor, patch + 1] }[part];
  return { name: `v${next.join('.')}`, why };
}

/** Patch when nothing but data or the environment changed, minor otherwise. */
function partOf(changed: Changed | undefined): { readonly part: 'minor' | 'patch'; readonly why: string } {
  if (changed === undefined) return { part: 'minor', why: 'what changed is not known: minor' };
  const words = (['data', 'code', 'params', 'environment', 'policy'] as const).filter((key) => changed[key].length > 0);
  const small = words.every((word) => word === 'data' || word === 'environment');
  if (small && changed.unknown.length > 0) {
    return { part: 'minor', why: `it is not known whether ${changed.unknown[0]?.what} changed: minor` };
  }
  const part = small ? 'patch' : 'minor';
  if (words.length === 0) return { part, why: `nothing that is known changed: ${part}` };
  return { part, why: `${small ? 'only ' : ''}${listed(words)} changed: ${part}` };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function nextDay(newest: Named | undefined, date: Date): { readonly name: string; readonly why: string } {
  const today = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const order = newest ? compareParts({ numbers: today, rest: [] }, { ...newest.parts, rest: [] }) : 1;
  if (newest === undefined || order > 0) return { name: `v${today.join('.')}`, why: 'day of registration (UTC)' };
  const count = Number(newest.parts.rest[0] ?? 1) + 1;
  const why = order === 0 ? `version ${count} of the day (UTC)` : 'the newest version is of a later day than today';
  return { name: `v${newest.parts.numbers.join('.')}-${count}`, why };
}
