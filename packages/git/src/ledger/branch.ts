import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PermissionError, ServiceError } from '@weighbridge/core';
import {
  type Git,
  type GitOptions,
  type GitResult,
  gitFailure,
  gitIn,
  listOf,
  textOf,
  withoutSecrets,
} from '../run-git.ts';

/** The ledger's branch, and a git in whose object store its commits can be read and made. */
export interface LedgerBranch {
  readonly git: Git;
  /** The branch's commit as it is now; undefined when there is no such branch. */
  tip(): Promise<string | undefined>;
  /** Makes sure that blobs can be read. */
  want(tip: string, blobs: readonly string[]): Promise<void>;
  /** Moves the branch from `old` to `commit`; false when somebody else moved it first. */
  publish(commit: string, old: string | undefined): Promise<boolean>;
}

/** Hands the branch to `use`: the remote's when one is named, else the repository's own. */
export function withBranch<T>(place: LedgerPlace, use: (branch: LedgerBranch) => Promise<T>): Promise<T> {
  return place.remote === undefined
    ? use(localBranch(gitIn(place.root, place), place.branch))
    : withRemoteBranch(place, place.remote, use);
}

export interface LedgerPlace extends GitOptions {
  readonly root: string;
  readonly branch: string;
  readonly remote: string | undefined;
  /** What a missing permission was wanted for; default: the ledger. */
  readonly what?: string;
}

function localBranch(git: Git, branch: string): LedgerBranch {
  const ref = `refs/heads/${branch}`;
  return {
    git,
    async tip() {
      const result = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', ref]);
      return result.code === 0 ? new TextDecoder().decode(result.stdout).trim() : undefined;
    },
    want: () => Promise.resolve(),
    async publish(commit, old) {
      const args = [
        'update-ref',
        '--create-reflog',
        '-m',
        'weighbridge',
        ref,
        commit,
        old ?? '0'.repeat(commit.length),
      ];
      const result = await git(args);
      if (result.code === 0) return true;
      if (/cannot lock ref|unable to (?:lock|create)/iu.test(result.stderr)) return false;
      throw gitFailure(args, result);
    },
  };
}

/**
 * A bare repository of its own, thrown away afterwards. Fetching with a depth or a filter into the user's
 * repository would turn a whole clone into a shallow, partial one.
 */
async function withRemoteBranch<T>(
  place: LedgerPlace,
  remote: string,
  use: (branch: LedgerBranch) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'weighbridge-ledger-'));
  try {
    const git = gitIn(folder, place, await remoteConfig(place, remote));
    await textOf(git, ['init', '--quiet', '--bare', '--template=']);
    return await use(remoteBranch(git, `refs/heads/${place.branch}`, place.what));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The remote's addresses and the repository's own rules for reaching it, which a fresh repository lacks. */
async function remoteConfig(
  { root, ...options }: LedgerPlace,
  remote: string,
): Promise<readonly (readonly [string, string])[]> {
  const git = gitIn(root, options);
  const url = await git(['config', '--get', `remote.${remote}.url`]);
  if (url.code !== 0)
    throw new ServiceError('WB4102', `The remote ${remote} has no address, so the ledger cannot be reached.`);
  const own = await git([
    'config',
    '--local',
    '--includes',
    '--null',
    '--get-regexp',
    String.raw`^(http|credential|url|protocol)\.|^core\.(sshcommand|askpass)$`,
  ]);
  const rules = new TextDecoder()
    .decode(own.stdout)
    .split('\0')
    .filter((entry) => entry !== '');
  return [
    ...rules.map((entry): [string, string] => [entry.split('\n', 1)[0] ?? '', entry.slice(entry.indexOf('\n') + 1)]),
    ['remote.origin.url', absoluteAddress(root, new TextDecoder().decode(url.stdout).trim())],
    ['remote.origin.promisor', 'true'],
    ['remote.origin.partialCloneFilter', 'blob:none'],
    ['extensions.partialClone', 'origin'],
  ];
}

function absoluteAddress(root: string, url: string): string {
  // `scheme://…` and `host:path` are addresses; anything else is a path, relative to the repository.
  return /^[a-z][a-z0-9+.-]*:\/\//iu.test(url) || /^[^/\\]{2,}:/u.test(url) ? url : resolve(root, url);
}

function remoteBranch(git: Git, ref: string, what: string | undefined): LedgerBranch {
  return {
    git,
    tip: () => fetchTip(git, ref, what),
    want: (tip, blobs) => fetchBlobs(git, tip, blobs),
    async publish(commit) {
      // A plain push: the server moves the branch only if it is still where our fetch saw it.
      const args = ['push', '--porcelain', '--no-verify', 'origin', `${commit}:${ref}`];
      const result = await git(args);
      if (result.code === 0) return true;
      if (lostRace(result)) return false;
      throw refusal(args, result, what);
    },
  };
}

async function fetchTip(git: Git, ref: string, what: string | undefined): Promise<string | undefined> {
  const args = ['fetch', '--quiet', '--no-tags', '--depth=1', '--filter=blob:none', 'origin', `+${ref}:refs/ledger`];
  const result = await git(args);
  if (result.code === 0) return textOf(git, ['rev-parse', '--verify', 'refs/ledger']);
  if (/couldn't find remote ref/u.test(result.stderr)) return undefined;
  throw refusal(args, result, what);
}

/** One request for all blobs that the filter left out; git by itself would ask for them one by one. */
async function fetchBlobs(git: Git, tip: string, blobs: readonly string[]): Promise<void> {
  const listed = await textOf(git, ['rev-list', '--objects', '--no-object-names', '--missing=print', tip]);
  const missing = new Set([...listed.matchAll(/^\?([0-9a-f]+)$/gmu)].map((match) => match[1]));
  const wanted = blobs.filter((blob) => missing.has(blob));
  if (wanted.length === 0) return;
  const args = [
    '-c',
    'fetch.negotiationAlgorithm=noop',
    'fetch',
    '--quiet',
    '--no-tags',
    '--no-write-fetch-head',
    '--filter=blob:none',
    '--stdin',
    'origin',
  ];
  const result = await git(args, { input: `${wanted.join('\n')}\n` });
  if (result.code !== 0) throw refusal(['fetch'], result);
}

/** Whether a push was refused because the reference is no longer where we saw it. */
export function lostRace({ stdout, stderr }: GitResult): boolean {
  const said = `${new TextDecoder().decode(stdout)}\n${stderr}`;
  return /\[rejected\]|cannot lock ref|failed to update ref|incorrect old value|reference already exists|but expected|failed to lock/iu.test(
    said,
  );
}

/** What the remote's refusal means: PermissionError, or else ServiceError. `what` is named in the former. */
export function refusal(args: readonly string[], result: GitResult, what = 'the ledger'): Error {
  const said = `${new TextDecoder().decode(result.stdout)}\n${result.stderr}`;
  const denied =
    /\[remote rejected\]|error: 40[13]|permission (?:to .* )?denied|authentication failed|could not read (?:username|password)|access denied/iu.test(
      said,
    );
  const failure = gitFailure(args, { ...result, stderr: said });
  if (!denied) return failure;
  const verb = args.includes('push') ? 'push' : 'fetch';
  return new PermissionError(
    verb === 'push' ? 'contents: write' : 'contents: read',
    withoutSecrets(`git ${verb} of ${what}`),
    { cause: failure },
  );
}

/** Blobs of the branch's tree under a folder, by path. */
export async function blobsUnder(git: Git, tip: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const lines = await listOf(git, ['ls-tree', '-r', '-z', tip, '--', `${folder}/`]);
  return new Map(
    lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.split('\t', 1)[0]?.split(' ')[2] ?? '']),
  );
}
