import {
  formatGtoTag,
  type RegistryState,
  ServiceError,
  shipErrors,
  tagMessage,
  timeAfter,
  type VersionSection,
} from '@weighbridge/core';
import { commitManifest } from '../promote/commit-manifest.ts';
import type { Weighing } from '../step/weighing.ts';
import { Refused } from './refused.ts';
import { readRegistry, saidOf } from './registry.ts';
import { writeVersion } from './version-file.ts';

/** How often the next number of an alias is tried, when others take numbers at the same time. */
const attempts = 10;

interface AliasTarget {
  readonly alias: string;
  readonly version: string;
  readonly commit: string;
}

/** The next tag of an alias, made by one of those who try at once. Also the way back to an older version. */
export function moveAlias(weighing: Weighing, target: AliasTarget): Promise<{ readonly tag: string }> {
  return tagAlias(weighing, target, 'assign');
}

/** Takes an alias from the one version that had it, where none served before. */
export function dropAlias(weighing: Weighing, target: AliasTarget): Promise<{ readonly tag: string }> {
  return tagAlias(weighing, target, 'unassign');
}

async function tagAlias(
  weighing: Weighing,
  target: AliasTarget,
  action: 'assign' | 'unassign',
): Promise<{ readonly tag: string }> {
  const { context, model } = weighing;
  const { alias, version } = target;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const state = await readRegistry(context, model.name);
    const current = state.aliases.get(alias);
    const isThere = current?.version === version;
    if (isThere === (action === 'assign')) return { tag: current?.tag ?? '' };
    const name = await nextTag(weighing, state, target, action);
    if (name === undefined) continue;
    context.log.info(`promote: ${alias} is ${action === 'assign' ? version : 'on nothing'} (${name})`);
    return { tag: name };
  }
  throw new ServiceError('WB6557', `Others kept moving ${alias} of ${model.name}. Run the job again.`);
}

/** The tag's name, or undefined when somebody else took it. */
async function nextTag(
  { context, model }: Weighing,
  state: RegistryState,
  { alias, version, commit }: AliasTarget,
  action: 'assign' | 'unassign',
): Promise<string | undefined> {
  if (!context.tags) throw shipErrors.noRepository({});
  const said = saidOf(state, version);
  if (!said) throw new Refused(`${version} names no record: it was not made by \`register\``);
  const name = formatGtoTag({ name: model.name, action, alias, number: state.nextNumber });
  const title =
    action === 'assign' ? `${model.name} ${version} is ${alias}` : `${model.name} ${version} is not ${alias}`;
  const at = timeAfter(state, context.now());
  const made = await context.tags.create({ name, commit, message: tagMessage(title, said), at });
  return made === 'created' ? name : undefined;
}

/**
 * Makes everything that follows the alias say what its tag says: the registry outside git, and the manifest of a deployment.
 * What says so already is left alone. `changed`: whether anything had to be done.
 */
export async function sayAlias(
  weighing: Weighing,
  alias: { readonly name: string; readonly tag: string; readonly previous?: string | undefined },
  version: VersionSection,
): Promise<{ readonly version: VersionSection; readonly changed: boolean }> {
  const { context, model } = weighing;
  const moved = await inTracker(weighing, alias.name, version.name);
  const gitops = await commitManifest(weighing, version);
  const at = version.alias?.tag === alias.tag ? version.alias.at : context.now().toISOString();
  const { name, tag, previous } = alias;
  const promoted: VersionSection = {
    ...version,
    alias: { name, tag, at, ...(previous === undefined ? {} : { previous }) },
    ...(gitops ? { gitops } : {}),
  };
  await writeVersion(context, model.name, promoted);
  return { version: promoted, changed: moved || gitops?.commit !== undefined };
}

/** GitLab's registry has versions and no aliases: there the tag alone says it. */
async function inTracker({ context, model }: Weighing, alias: string, version: string): Promise<boolean> {
  if (model.register?.mlflow === undefined) return false;
  const tracker = await context.tracker(model.register.mlflow);
  if (!tracker.aliases) {
    context.log.info(`promote: this registry has no aliases; ${alias} is a tag only`);
    return false;
  }
  if ((await tracker.alias(model.name, alias))?.version === version) return false;
  await tracker.setAlias(model.name, alias, version);
  return true;
}
