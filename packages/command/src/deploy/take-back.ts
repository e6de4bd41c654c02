import type { RegisteredVersion, Rollout } from '@weighbridge/core';
import { dropAlias, moveAlias, sayAlias } from '../ship/alias.ts';
import { Refused } from '../ship/refused.ts';
import { readRegistry } from '../ship/registry.ts';
import { versionInHand } from '../ship/version-in-hand.ts';
import type { Weighing } from '../step/weighing.ts';

/**
 * After an abort the alias, the registry outside git and the manifest say again what serves: the stable version of the rollout;
 * of a first version the alias is on nothing. Each is looked at by itself, so whoever comes after a kill does the rest. `always`:
 * also where somebody has moved the alias to a third version meanwhile.
 */
export async function takeBackAlias(
  weighing: Weighing,
  { stable, candidate }: Pick<Rollout, 'stable' | 'candidate'>,
  { always }: { readonly always: boolean },
): Promise<void> {
  const { context, model } = weighing;
  const alias = model.promote?.alias;
  if (alias === undefined) return;
  const state = await readRegistry(context, model.name);
  const held = state.aliases.get(alias);
  const target = stable && state.versions.findLast(({ name }) => name === stable.version);
  const isOurs = held?.version === candidate.version || (always && held !== undefined);
  if (!target) {
    if (held?.version === candidate.version)
      await dropAlias(weighing, { alias, version: candidate.version, commit: held.commit });
    return;
  }
  if (isOurs || held?.version === target.name) await aliasBackTo(weighing, alias, target);
}

/** Moves an alias to a version that had it before, everywhere that the policy names. Says whether anything had to be done. */
export async function aliasBackTo(
  weighing: Weighing,
  alias: string,
  { name: version, commit }: Pick<RegisteredVersion, 'name' | 'commit'>,
): Promise<boolean> {
  const before = (await readRegistry(weighing.context, weighing.model.name)).aliases.get(alias)?.tag;
  const { tag } = await moveAlias(weighing, { alias, version, commit });
  try {
    const inHand = await versionInHand(weighing, version);
    const { changed } = await sayAlias(weighing, { name: alias, tag }, inHand.version);
    return changed || tag !== before;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    weighing.context.log.warn(`Only the tag says that ${alias} is ${version}: ${error.message}`);
    return tag !== before;
  }
}
