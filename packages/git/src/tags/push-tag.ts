import { registryErrors } from '@weighbridge/core';
import { lostRace, refusal } from '../ledger/branch.ts';
import { type Git, textOf } from '../run-git.ts';
import { remoteTags } from './read-tags.ts';
import type { NewTag } from './set-tag.ts';

/** Makes a tag at the remote, unless there is one of that name. */
export async function pushTag(git: Git, { name, commit, text }: NewTag): Promise<'created' | 'exists'> {
  const ref = `refs/tags/${name}`;
  if (await tagIsThere(git, name)) return 'exists';
  await fetchCommit(git, commit, name);
  const object = await textOf(git, ['hash-object', '-t', 'tag', '-w', '--stdin'], { input: text });
  const args = ['push', '--porcelain', '--no-verify', '--no-thin', 'origin', `${object}:${ref}`];
  // Else git would send what is in a commit that no branch ends at, or deltas against it, and fetch that first.
  const result = await git(['-c', 'push.negotiate=true', '-c', 'push.gpgSign=false', ...args]);
  // `*` is a new reference. `=` is one that was the same already: somebody else's, to the second.
  if (result.code === 0) return /^\*\t/mu.test(new TextDecoder().decode(result.stdout)) ? 'created' : 'exists';
  if (lostRace(result) && (await tagIsThere(git, name))) return 'exists';
  throw refusal(args, result, `the tag ${name}`);
}

async function tagIsThere(git: Git, name: string): Promise<boolean> {
  return (await remoteTags(git, name)).includes(name);
}

/** The commit alone, without what is in it. */
async function fetchCommit(git: Git, commit: string, name: string): Promise<void> {
  const args = ['fetch', '--quiet', '--no-tags', '--depth=1', '--filter=tree:0', 'origin', commit];
  const result = await git(args);
  if (result.code === 0) return;
  if (/not our ref|unadvertised object|no such remote ref/iu.test(result.stderr)) {
    throw registryErrors.noCommit({ commit, name });
  }
  throw refusal(args, result, 'the tags');
}
