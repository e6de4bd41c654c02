import { setTimeout as wait } from 'node:timers/promises';
import { registryErrors } from '@weighbridge/core';
import { type Git, gitFailure, textOf } from '../run-git.ts';

/** A tag to be made: its name, what it is on, and the object's text. */
export interface NewTag {
  readonly name: string;
  readonly commit: string;
  readonly text: string;
}

const mostTries = 20;

/** Makes a tag in the repository itself, unless there is one of that name. */
export async function setTag(git: Git, { name, commit, text }: NewTag): Promise<'created' | 'exists'> {
  const ref = `refs/tags/${name}`;
  if ((await git(['cat-file', '-e', `${commit}^{commit}`])).code !== 0) throw registryErrors.noCommit({ commit, name });
  const object = await textOf(git, ['hash-object', '-t', 'tag', '-w', '--stdin'], { input: text });
  const args = ['update-ref', ref, object, '0'.repeat(object.length)];
  for (let attempt = 1; ; attempt += 1) {
    const result = await git(args);
    if (result.code === 0) return 'created';
    if ((await git(['rev-parse', '--verify', '--quiet', '--end-of-options', ref])).code === 0) return 'exists';
    // Somebody holds the lock and has not written yet.
    if (attempt === mostTries || !/unable to create .*\.lock/iu.test(result.stderr)) throw gitFailure(args, result);
    await wait(Math.random() * 25 * attempt);
  }
}
