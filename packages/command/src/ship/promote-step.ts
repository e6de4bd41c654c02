import {
  compareVersions,
  type Digest,
  formatGtoTag,
  type LedgerEntry,
  type RegistryState,
  ServiceError,
  shipErrors,
  type Tracker,
  tagMessage,
  timeAfter,
  type VersionSection,
} from '@weighbridge/core';
import type { Context } from '../command.ts';
import { commitManifest } from '../promote/commit-manifest.ts';
import type { Weighing } from '../step/weighing.ts';
import { believeEntry } from '../trust/believe.ts';
import { notPromotable } from './promotable.ts';
import { Refused } from './refused.ts';
import { readRegistry, saidOf } from './registry.ts';
import { writeVersion } from './version-file.ts';

/** How often the next number of an alias is tried, when others take numbers at the same time. */
const attempts = 10;

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
  const { model } = weighing;
  const alias = model.promote?.alias;
  if (alias === undefined) return version;
  const registry = await readRegistry(weighing.context, model.name);
  await refuseUnproved(weighing, version, registry);
  if (registry.versions.some(({ name, deregistered }) => name === version.name && deregistered))
    throw new Refused(`${version.name} was taken back (${version.tag}!)`);
  const current = registry.aliases.get(alias);
  if (current?.version === version.name)
    return finish(weighing, { ...version, alias: aliasOf(alias, current, version.alias) });
  if (!allowOlder) refuseOlder(weighing, registry, alias, version);
  const moved = await moveAlias(weighing, { alias, version: version.name, commit: version.commit });
  return finish(weighing, {
    ...version,
    alias: {
      name: alias,
      tag: moved.tag,
      at: weighing.context.now().toISOString(),
      ...(current?.version === undefined ? {} : { previous: current.version }),
    },
  });
}

/** What follows the alias in git: the registry outside it, and the manifest of a deployment. */
async function finish(weighing: Weighing, version: VersionSection): Promise<VersionSection> {
  const { context, model } = weighing;
  const name = version.alias?.name;
  if (model.register?.mlflow !== undefined && name !== undefined) {
    const tracker = await context.tracker(model.register.mlflow);
    await setTrackerAlias(context, tracker, { model: model.name, alias: name, version: version.name });
  }
  const gitops = await commitManifest(weighing, version);
  const promoted = { ...version, ...(gitops ? { gitops } : {}) };
  await writeVersion(context, model.name, promoted);
  return promoted;
}

/** GitLab's registry has versions and no aliases: there the tag alone says it. */
export async function setTrackerAlias(
  { log }: Context,
  tracker: Tracker,
  { model, alias, version }: { readonly model: string; readonly alias: string; readonly version: string },
): Promise<void> {
  if (!tracker.aliases) return log.info(`promote: this registry has no aliases; ${alias} is a tag only`);
  const there = await tracker.alias(model, alias);
  if (there?.version !== version) await tracker.setAlias(model, alias, version);
}

function aliasOf(
  name: string,
  { tag, at }: { readonly tag: string; readonly at: string },
  before: VersionSection['alias'],
): NonNullable<VersionSection['alias']> {
  return { name, tag, at, ...(before?.previous === undefined ? {} : { previous: before.previous }) };
}

/** Throws Refused without proof: the tag names a record and bytes; the ledger must hold that record, it must be believed, and speak of these bytes. */
export async function refuseUnproved(
  weighing: Weighing,
  version: VersionSection,
  known?: RegistryState,
): Promise<void> {
  const { context, policy, model } = weighing;
  const registry = known ?? (await readRegistry(context, model.name));
  const said = saidOf(registry, version.name);
  if (!said) throw new Refused(`${version.tag} names no record: it was not made by \`register\``);
  const entries = (await context.ledger?.entries(model.name)) ?? [];
  const entry = entries.find(({ digest }) => digest === said.record);
  if (!entry) throw new Refused(`the ledger has no record ${said.record}, which ${version.tag} names`);
  const why = notPromotable(entry.record) ?? otherBytes(weighing, entry, said.model);
  if (why !== undefined) throw new Refused(`${version.name} may not be promoted: ${why}`);
  const found = await believeEntry(entry, context, policy);
  if ('refused' in found)
    throw new Refused(`${version.name} may not be promoted: its record is not believed, ${found.refused}`);
}

function otherBytes({ model }: Weighing, { record }: LedgerEntry, digest: Digest): string | undefined {
  const name = model.register?.output ?? 'model';
  const weighed = record.training?.outputs.find((output) => output.name === name)?.digest;
  return weighed === digest ? undefined : `its tag names the bytes ${digest}, and ${weighed ?? 'none'} were weighed`;
}

function refuseOlder({ model }: Weighing, state: RegistryState, alias: string, version: VersionSection): void {
  const current = state.aliases.get(alias);
  if (current?.version === undefined || !model.register) return;
  if ((compareVersions(version.name, current.version, model.register.scheme) ?? 0) < 0)
    throw new Refused(`${alias} is ${current.version}, which is newer than ${version.name}; go back with \`rollback\``);
  if (current.history.some(({ action, version: name }) => action === 'assign' && name === version.name))
    throw new Refused(
      `${version.name} was ${alias} before and was put back; a new run has to pass, or \`rollback --to ${version.name}\``,
    );
}

interface AliasTarget {
  readonly alias: string;
  readonly version: string;
  readonly commit: string;
}

/** The next tag of an alias, made by one of those who try at once. Also the way back to an older version. */
export async function moveAlias({ context, model }: Weighing, target: AliasTarget): Promise<{ readonly tag: string }> {
  const { alias, version, commit } = target;
  if (!context.tags) throw shipErrors.noRepository({});
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const state = await readRegistry(context, model.name);
    const current = state.aliases.get(alias);
    if (current?.version === version) return { tag: current.tag };
    const said = saidOf(state, version);
    if (!said) throw new Refused(`${version} names no record: it was not made by \`register\``);
    const name = formatGtoTag({ name: model.name, action: 'assign', alias, number: state.nextNumber });
    const message = tagMessage(`${model.name} ${version} is ${alias}`, said);
    const made = await context.tags.create({ name, commit, message, at: timeAfter(state, context.now()) });
    if (made === 'created') {
      context.log.info(`promote: ${alias} is ${version} (${name})`);
      return { tag: name };
    }
  }
  throw new ServiceError('WB6557', `Others kept moving ${alias} of ${model.name}. Run the job again.`);
}
