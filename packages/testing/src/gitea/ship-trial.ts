import * as z from 'zod';
import type { Merged, Merges } from '../forge/ship.ts';
import type { GitFixture } from '../git-fixture.ts';
import type { Gitea } from './server.ts';
import { existing, home, open, remote, repository } from './standard.ts';

const pull = z.looseObject({ merge_commit_sha: z.string() });
const named = z.looseObject({ name: z.string() }).array();
const release = z.looseObject({
  assets: z.looseObject({ name: z.string(), browser_download_url: z.string() }).array(),
});

/** Changes of two commits each, merged by Gitea itself into the branch `next`, each in its way. */
export async function mergeChanges(git: GitFixture, gitea: Gitea, tip: string): Promise<Merges> {
  git.git('push', '--quiet', 'forge', `${tip}:refs/heads/next`);
  await existing(gitea, `${home}/branches/next`);
  const merge = async (name: string, style: string, fork?: string): Promise<Merged> => {
    git.git('switch', '--quiet', '--create', name, tip);
    const first = git.commit('first', { [`${name}.txt`]: 'first\n' });
    const head = git.commit('second', { [`${name}.txt`]: 'second\n' });
    const place = fork === undefined ? repository : `${fork}/models`;
    git.git('push', '--quiet', remote(gitea, place), `${head}:refs/heads/${name}`);
    await existing(gitea, `/repos/${place}/branches/${name}`);
    const number = await open(gitea, fork === undefined ? name : `${fork}:${name}`, 'next');
    await merged(gitea, number, style);
    const { merge_commit_sha: commit } = pull.parse(await gitea.call('GET', `${home}/pulls/${number}`));
    git.git('fetch', '--quiet', 'forge', 'next');
    const others = style === 'rebase' ? [git.git('rev-parse', `${commit}^`)] : [first, head];
    return { number, commit, others };
  };
  return {
    merge: await merge('by-merge', 'merge'),
    squash: await merge('by-squash', 'squash'),
    rebase: await merge('by-rebase', 'rebase'),
    fork: await merge('of-a-fork', 'squash', 'eve'),
  };
}

/** Gitea looks for a while whether it can be merged, and answers "try again later" until then. */
async function merged(gitea: Gitea, number: number, style: string): Promise<void> {
  const end = Date.now() + 30_000;
  for (;;) {
    const error: unknown = await gitea.call('POST', `${home}/pulls/${number}/merge`, { Do: style }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) return;
    if (!/try again later/i.test(String(error)) || Date.now() > end) throw error;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Annotated tags of a commit, as GTO names a version and an alias. */
export async function pushTags(git: GitFixture, gitea: Gitea, commit: string): Promise<readonly [string, string]> {
  const tags = ['churn@v1.0.0', 'churn#champion#1'] as const;
  for (const tag of tags) {
    git.git('tag', '--annotate', '--message', tag, tag, commit);
    git.git('push', '--quiet', 'forge', `refs/tags/${tag}`);
    await existing(gitea, `${home}/tags/${encodeURIComponent(tag)}`);
  }
  return tags;
}

export async function tagsOf(gitea: Gitea): Promise<readonly string[]> {
  return named.parse(await gitea.call('GET', `${home}/tags`)).map(({ name }) => name);
}

/** Files of a release, fetched from where its page offers them. */
export async function releaseFiles(
  gitea: Gitea,
  tag: string,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  const { assets } = release.parse(await gitea.call('GET', `${home}/releases/tags/${encodeURIComponent(tag)}`));
  const headers = { authorization: `token ${gitea.adminToken}` };
  return Promise.all(
    assets.map(async ({ name, browser_download_url: url }) => ({
      name,
      text: await (await fetch(url, { headers })).text(),
    })),
  );
}
