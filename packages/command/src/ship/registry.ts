import {
  parseGtoTag,
  type RegistryState,
  readTagMessage,
  registryState,
  shipErrors,
  type TagFacts,
} from '@weighbridge/core';
import type { Context } from '../command.ts';

/** What the tags say, and which names are taken by tags that say nothing. */
export interface ModelRegistry extends RegistryState {
  /** Versions whose names a lightweight tag has: they are none, and no other tag can be called so. */
  readonly taken: readonly string[];
}

/** Versions and aliases of one model as its tags say them at the remote. Throws UserError outside a git repository. */
export async function readRegistry({ tags }: Context, model: string): Promise<ModelRegistry> {
  if (!tags) throw shipErrors.noRepository({});
  const state = registryState(await tags.list(model), model);
  const others = (await tags.names(model)).map(parseGtoTag).filter((tag) => tag?.name === model);
  const numbers = others.map((tag) => tag?.number ?? 0);
  const versions = others.flatMap((tag) => (tag?.action === 'register' ? [tag.version] : []));
  return {
    ...state,
    nextNumber: Math.max(state.nextNumber, ...numbers.map((number) => number + 1)),
    taken: versions.filter((version) => !state.versions.some(({ name }) => name === version)),
  };
}

/** What the tag of a version says of it; undefined of a version that is not there, or whose tag is not ours. */
export function saidOf({ versions }: RegistryState, version: string): TagFacts | undefined {
  const found = versions.findLast(({ name }) => name === version);
  return found && readTagMessage(found.message);
}
