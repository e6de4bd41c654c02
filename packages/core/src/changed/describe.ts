import type { FileDelta } from '../port/repository.ts';
import type { Changed } from '../record/comparison.ts';
import type { Digest } from '../record/evaluation.ts';
import type { FlatParams } from './flatten.ts';
import { lockfilePackages } from './lockfile.ts';

/** Both sides of something; a side that does not exist is undefined. */
export interface Sides<T> {
  readonly was: T | undefined;
  readonly now: T | undefined;
}

/** What can have moved between the base commit and this one, as it was read. */
export interface ChangedInputs {
  readonly data: readonly ({ readonly dataset: string; readonly path: string } & Sides<Digest>)[];
  readonly files: readonly FileDelta[];
  /** Paths that are not code: data, params, lockfiles, the policy, outputs. A path ending in `/` is a folder. */
  readonly notCode: readonly string[];
  readonly params: Sides<FlatParams>;
  readonly lockfiles: readonly ({ readonly path: string } & Sides<string>)[];
  readonly interpreter: Sides<string>;
  readonly policy: Changed['policy'];
  /** What could not be compared, and why. */
  readonly unknown: Changed['unknown'];
}

/** Describes the five things that can have moved (COMMENT §5); what is equal is left out. */
export function describeChanged(inputs: ChangedInputs): Changed {
  return {
    data: inputs.data.filter(differs).map(({ dataset, path, ...sides }) => ({ dataset, path, ...present(sides) })),
    code: inputs.files
      .filter(({ path }) => !inputs.notCode.some((other) => covers(other, path)))
      .map((file) => ({ ...file })),
    params: diffMaps(inputs.params.was ?? {}, inputs.params.now ?? {}),
    environment: [
      ...(differs(inputs.interpreter) ? [{ key: 'interpreter', ...present(inputs.interpreter) }] : []),
      ...inputs.lockfiles.filter(differs).flatMap(lockfileDiff),
    ],
    policy: [...inputs.policy],
    unknown: [...inputs.unknown],
  };
}

/** Key by key what two flat maps do not share, sorted by key. */
export function diffMaps(was: FlatParams, now: FlatParams): Changed['params'] {
  const keys = [...new Set([...Object.keys(was), ...Object.keys(now)])].sort();
  return keys
    .map((key) => ({ key, was: valueAt(was, key), now: valueAt(now, key) }))
    .filter(differs)
    .map(({ key, ...sides }) => ({ key, ...present(sides) }));
}

function valueAt(map: FlatParams, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

function lockfileDiff({ path, was, now }: { readonly path: string } & Sides<string>): Changed['environment'] {
  const before = was === undefined ? {} : lockfilePackages(path, was);
  const after = now === undefined ? {} : lockfilePackages(path, now);
  const packages = before && after ? diffMaps(before, after) : [];
  // The bytes differ and no version does (hashes, comments, an unknown format): the file itself is named.
  return packages.length > 0 ? packages : [{ key: path }];
}

function covers(other: string, path: string): boolean {
  return other === path || (other.endsWith('/') ? path.startsWith(other) : path.startsWith(`${other}/`));
}

function differs<T>({ was, now }: Sides<T>): boolean {
  return was !== now;
}

function present<T>({ was, now }: Sides<T>): { was?: T; now?: T } {
  return { ...(was === undefined ? {} : { was }), ...(now === undefined ? {} : { now }) };
}
