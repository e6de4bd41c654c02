import { resolve } from 'node:path';
import { type FileCommit, registryErrors } from '@weighbridge/core';
import { remoteName } from '../fetch.ts';
import type { LedgerPlace } from '../ledger/branch.ts';
import { safeName } from '../names.ts';
import { type Credentials, type Environment, type Git, gitIn } from '../run-git.ts';
import type { CommitFileOptions } from './commit-file.ts';

/** The name that another repository's address goes by, in this process's git only. */
const otherRemote = 'weighbridge-gitops';

/** Where a manifest lies, and what opens it. */
export async function placeOf(
  root: string,
  options: CommitFileOptions,
  { repository, branch, path }: FileCommit,
): Promise<LedgerPlace> {
  const { env, credentials, token } = options;
  const common = { root: resolve(root), branch: safeName(branch), what: path };
  if (repository !== undefined) {
    refuseAddress(repository);
    const own = token === undefined ? credentials : tokenFor(repository, token);
    return { ...common, env: withRemote(env, repository), credentials: own, remote: otherRemote };
  }
  const git = gitIn(root, options);
  const remote = await remoteName(git, options.remote);
  const address = remote === undefined ? undefined : await addressOf(git, remote);
  const own = token === undefined || address === undefined ? credentials : tokenFor(address, token);
  return { ...common, env, credentials: own ?? credentials, remote };
}

/** A token goes to the host that it was handed in for, which is the one in the address. */
function tokenFor(address: string, token: string): Credentials | undefined {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/u.test(url.protocol)) return undefined;
  return { url: `${url.origin}/`, username: 'x-access-token', password: token };
}

async function addressOf(git: Git, remote: string): Promise<string | undefined> {
  const result = await git(['config', '--get', `remote.${remote}.url`]);
  return result.code === 0 ? new TextDecoder().decode(result.stdout).trim() : undefined;
}

/** An environment in which git knows one more remote; no file says so. */
function withRemote(env: Environment, address: string): Environment {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? 0);
  return {
    ...env,
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: `remote.${otherRemote}.url`,
    [`GIT_CONFIG_VALUE_${count}`]: address,
  };
}

/** Nothing that git takes for an option or a program, and nothing secret: the policy is read by all. */
function refuseAddress(address: string): void {
  if (/^-|[\p{Cc}\s]/u.test(address)) throw registryErrors.badAddress({ why: 'it is no address' });
  if (/^[a-z0-9+.-]*::/iu.test(address)) throw registryErrors.badAddress({ why: 'it names a program' });
  if (/^\w[\w+.-]*:\/\/[^/]*:[^/]*@/u.test(address)) throw registryErrors.badAddress({ why: 'it holds a password' });
}
