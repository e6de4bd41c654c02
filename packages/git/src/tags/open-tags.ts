import type { Tags } from '@weighbridge/core';
import type { GitOptions } from '../run-git.ts';

export interface TagsOptions extends GitOptions {
  /** Default: `origin`, else the only remote there is. */
  readonly remote?: string | undefined;
  readonly author?: { readonly name: string; readonly email: string };
}

export async function openTags(root: string, options: TagsOptions): Promise<Tags> {
  const later = () => Promise.reject(new TypeError(`${root} ${options.remote}`));
  return { list: later, create: later };
}
