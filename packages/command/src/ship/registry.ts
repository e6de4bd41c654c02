import { type RegistryState, readTagMessage, registryState, shipErrors, type TagFacts } from '@weighbridge/core';
import type { Context } from '../command.ts';

/** Versions and aliases of one model as its tags say them at the remote. Throws UserError outside a git repository. */
export async function readRegistry({ tags }: Context, model: string): Promise<RegistryState> {
  if (!tags) throw shipErrors.noRepository({});
  return registryState(await tags.list(model), model);
}

/** What the tag of a version says of it; undefined of a version that is not there, or whose tag is not ours. */
export function saidOf({ versions }: RegistryState, version: string): TagFacts | undefined {
  const found = versions.findLast(({ name }) => name === version);
  return found && readTagMessage(found.message);
}
