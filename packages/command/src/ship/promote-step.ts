import { compareVersions, type RegistryState, type VersionSection } from '@weighbridge/core';
import type { Weighing } from '../step/weighing.ts';
import { moveAlias, sayAlias } from './alias.ts';
import { proveVersion } from './prove.ts';
import { Refused } from './refused.ts';
import { readRegistry } from './registry.ts';

interface PromoteOptions {
  /** Whether a version before the champion's may take its place. */
  readonly allowOlder: boolean;
}

/**
 * Moves the policy's alias to a version: only with trusted, passing evidence for the very bytes that the version's tag names,
 * and not back to an older version unless asked. An alias that is there already stays. Throws Refused otherwise.
 */
export async function promoteStep(
  weighing: Weighing,
  version: VersionSection,
  { allowOlder }: PromoteOptions,
): Promise<VersionSection> {
  const { context, model } = weighing;
  const alias = model.promote?.alias;
  if (alias === undefined) return version;
  const registry = await readRegistry(context, model.name);
  await proveVersion(weighing, version.name, registry);
  const current = registry.aliases.get(alias);
  const isThere = current?.version === version.name;
  if (!isThere && !allowOlder) refuseOlder(weighing, registry, alias, version);
  const { tag } = isThere
    ? current
    : await moveAlias(weighing, { alias, version: version.name, commit: version.commit });
  const previous = isThere ? version.alias?.previous : current?.version;
  return (await sayAlias(weighing, { name: alias, tag, previous }, version)).version;
}

function refuseOlder({ model }: Weighing, state: RegistryState, alias: string, version: VersionSection): void {
  const current = state.aliases.get(alias);
  if (!model.register) return;
  if (current?.version !== undefined && isOlder(version.name, current.version, model.register.scheme))
    throw new Refused(`${alias} is ${current.version}, which is newer than ${version.name}; go back with \`rollback\``);
  const had = state.history.some(
    (move) => move.alias === alias && move.action === 'assign' && move.version === version.name,
  );
  if (had)
    throw new Refused(
      `${version.name} was ${alias} before and was put back; a new run has to pass, or \`rollback --to ${version.name}\``,
    );
}

function isOlder(a: string, b: string, scheme: 'semver' | 'calendar'): boolean {
  return (compareVersions(a, b, scheme) ?? 0) < 0;
}
