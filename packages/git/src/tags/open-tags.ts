import { resolve } from 'node:path';
import { gitErrors, type Tags } from '@weighbridge/core';
import { remoteName } from '../fetch.ts';
import { withBranch } from '../ledger/branch.ts';
import { isObjectId, isSafeTag } from '../names.ts';
import { type GitOptions, gitIn } from '../run-git.ts';
import { pushTag } from './push-tag.ts';
import { fetchTags, readTags, tagNames } from './read-tags.ts';
import { setTag } from './set-tag.ts';

export interface TagsOptions extends GitOptions {
  /** Default: `origin`, else the only remote there is. */
  readonly remote?: string | undefined;
  readonly author?: { readonly name: string; readonly email: string };
}

/**
 * Annotated tags of a repository: its remote's when it has one, else its own. With a remote all happens in a
 * repository that is thrown away: the user's clone gets no tag, no object and no setting.
 */
export function openTags(root: string, options: TagsOptions): Tags {
  const { author = { name: 'weighbridge', email: 'weighbridge@localhost' }, env, credentials } = options;
  const find = async () => {
    const remote = await remoteName(gitIn(root, options), options.remote);
    // No branch is read or written: it is the place that matters.
    return { root: resolve(root), env, credentials, branch: 'HEAD', remote };
  };
  return {
    async list(prefix) {
      checkPrefix(prefix);
      const place = await find();
      return withBranch(place, async ({ git }) => {
        if (place.remote !== undefined) await fetchTags(git, prefix);
        return readTags(git, prefix);
      });
    },
    async names(prefix) {
      checkPrefix(prefix);
      const place = await find();
      return withBranch(place, ({ git }) => tagNames(git, prefix, place.remote));
    },
    async create({ name, commit, message, at }) {
      if (!isSafeTag(name)) throw gitErrors.badRef({ name });
      if (!isObjectId(commit)) throw new TypeError(`not a whole object id: ${commit}`);
      const tag = { name, commit, text: tagObject({ name, commit, message, at }, author) };
      const place = await find();
      return withBranch(place, ({ git }) => (place.remote === undefined ? setTag(git, tag) : pushTag(git, tag)));
    },
  };
}

function checkPrefix(prefix: string): void {
  if (prefix !== '' && !isSafeTag(prefix)) throw gitErrors.badRef({ name: prefix });
}

/** The object's own bytes. `git tag` would sign it, ask for a name and clean the message, as the user's settings say. */
function tagObject(
  { name, commit, message, at }: Parameters<Tags['create']>[0],
  author: { readonly name: string; readonly email: string },
): string {
  if (message.includes('\0')) throw new TypeError('the message of a tag holds no NUL');
  const seconds = Math.floor(at.getTime() / 1000);
  const head = [
    `object ${commit}`,
    'type commit',
    `tag ${name}`,
    `tagger ${author.name} <${author.email}> ${seconds} +0000`,
  ];
  return `${head.join('\n')}\n\n${message.trimEnd()}\n`;
}
